import { createScrape } from '@movecall/telemetry/metrics';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toColumns } from '../src/delivery-row.ts';
import type { DeliveryState } from '../src/delivery-state.ts';
import { exposeDeliveries } from '../src/metrics.ts';
import { deliveries } from '../src/tables.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

it('the age of an open message counts from its acceptance when ACCEPTED, otherwise from its creation', async () => {
  const [since, dueAt] = [minutesAgo(2), minutesAgo(0)];
  const states: DeliveryState[] = [
    { status: 'PENDING', attempt: 0, dueAt },
    { status: 'SENDING', attempt: 1, since, dueAt },
    { status: 'UNKNOWN', attempt: 1, since, lookups: 1, dueAt },
    { status: 'ACCEPTED', attempt: 1, providerId: 'm1', since, lookups: 0, dueAt },
    { status: 'ACCEPTED', attempt: 1, providerId: 'm2', since: minutesAgo(1), lookups: 0, dueAt },
    { status: 'DELIVERED', attempt: 1, providerId: 'm3', since },
  ];
  await world.db.insert(deliveries).values(
    states.map((state) => ({
      id: randomUUID(),
      correlationId: randomUUID(),
      version: 1,
      template: 'CALL_ACCEPTED' as const,
      eventId: randomUUID(),
      recipient: 'sealed',
      variables: {},
      createdAt: minutesAgo(90),
      expiresAt: minutesAgo(-90),
      ...toColumns(state),
    })),
  );
  const registry = new Registry();
  exposeDeliveries(createScrape(registry, world.config.logger), world.db);
  const ages = (await registry.metrics()).matchAll(
    /^movecall_notifier_deliveries_open_oldest_seconds\{status="(.*)"\} (\S+)$/gm,
  );
  expect(
    Object.fromEntries([...ages].map(([, status = '', age]) => [status, Math.floor(Number(age) / 60)])),
  ).toEqual({ PENDING: 90, SENDING: 90, UNKNOWN: 90, ACCEPTED: 2 });
});

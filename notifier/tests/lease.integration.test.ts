import { unwatched } from '@movecall/telemetry/liveness';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startDispatcher } from '../src/dispatcher.ts';
import { createLedger } from '../src/ledger.ts';
import type { Provider } from '../src/provider.ts';
import { deliveries } from '../src/tables.ts';
import { statusChanged, statusData } from './facts.ts';
import { createWorld, hasty, reactionOf, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const HOUR = 60 * 60 * 1_000;

const ledgerWith = (now: () => Date) =>
  createLedger({
    db: world.db,
    policy: hasty,
    now,
    newId: randomUUID,
    random: () => 0,
    replica: 'test',
    onSettled: () => undefined,
    onDue: () => undefined,
    onFreed: () => undefined,
  });
/** The ledger of a replica whose clock is wrong by `ms`. */
const ledgerOff = (ms: number) => ledgerWith(() => new Date(Date.now() + ms));

/** Records a message that is due. */
async function record(): Promise<void> {
  const data = statusData(world.sealer.seal, { version: 1, status: 'REQUESTED' }, '+821023456789');
  const react = reactionOf(ledgerOff(HOUR));
  await world.db.transaction((tx) => react(tx, [statusChanged(data, randomUUID())]));
}

it('the time to begin counts from the start of the claim, also when the process is suspended while it claims', async () => {
  await record();
  let clock = Date.now();
  const began = clock;
  // Ten seconds pass between any two readings of the clock.
  const [task] = await ledgerWith(() => new Date((clock += 10_000))).claimDue('CALLS', 1);
  expect(task?.beginBefore.getTime()).toBe(began + 10_000 + hasty.beginMs);
  const [row] = await world.db.select().from(deliveries);
  expect(row?.since).toEqual(task?.leasedAt);
  expect(row?.dueAt?.getTime()).toBe((task?.leasedAt.getTime() ?? 0) + hasty.leaseMs);
});

it("a lease runs by the database's clock, however wrong the replicas' clocks are", async () => {
  await record();
  const [task] = await ledgerOff(-HOUR).claimDue('CALLS', 1);
  expect(task?.action).toBe('SEND');
  // By the clock of the replica that sends.
  expect(Math.abs((task?.beginBefore.getTime() ?? 0) + HOUR - Date.now())).toBeLessThan(HOUR / 2);
  for (const ms of [HOUR, 0, -HOUR]) expect(await ledgerOff(ms).claimDue('CALLS', 1)).toEqual([]);
});

it("an absence is believed by the database's clock", async () => {
  await record();
  const sentAt: number[] = [];
  const provider: Provider = {
    async send() {
      sentAt.push(Date.now());
      return [
        sentAt.length === 1 ? { kind: 'UNKNOWN', code: 'TIMEOUT' } : { kind: 'ACCEPTED', providerId: 'm1' },
      ];
    },
    lookUp: async () => ({ kind: 'ABSENT' }),
    parseReport: () => ({ kind: 'MALFORMED' }),
    close: async () => undefined,
  };
  const now = () => new Date(Date.now() + HOUR);
  const { logger } = world.config;
  const dispatcher = startDispatcher({
    ledger: ledgerWith(now),
    lane: 'CALLS',
    provider,
    sealer: world.sealer,
    now,
    logger,
    liveness: unwatched,
    pollMs: 50,
  });
  await vi.waitFor(() => expect(sentAt).toHaveLength(2), { timeout: 60_000 });
  await dispatcher.close();
  const [first = 0, second = 0] = sentAt;
  // The first attempt may have begun up to `beginMs` after the start of its lease.
  expect(second - first).toBeGreaterThan(hasty.absenceMs - hasty.beginMs);
});

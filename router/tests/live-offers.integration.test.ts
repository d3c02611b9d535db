import { writeEnvelope } from '@movecall/eventlog';
import { type Fact, fact } from '@movecall/schema/events';
import type { Viewer } from '@movecall/identity';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterEach(() => expect.poll(router.openSubscriptions).toBe(0));
afterAll(() => router.close());

const OFFERS = 'subscription { offersChanged { team { id offers { assignmentId } } } }';

const asTeam = (moverId: string): Viewer => ({ id: randomUUID(), role: 'MOVER', moverId });

let numbers = 0;
/** Publishes an event of assign. */
async function publish({ type, version, correlationId, data }: Fact, skipped = 0): Promise<void> {
  numbers += 1 + skipped;
  const envelope = { id: randomUUID(), type, version, correlationId, data, producer: 'assign' as const };
  const when = { time: new Date().toISOString(), sequence: numbers, causationId: null, traceparent: null };
  await router.redis.xadd(
    router.offersStream,
    '*',
    'number',
    numbers,
    'event',
    writeEnvelope({ ...envelope, ...when }),
  );
}

const ended = (moverId: string): Fact =>
  fact('AssignmentCancelled', randomUUID(), { assignmentId: randomUUID(), moverId, cause: 'DECLINED' });

test('a team receives its offers at once, and again when one of them changes, but not when another team’s does', async () => {
  const { mover, offers } = router.subgraphs;
  const socket = await connect(router, asTeam(mover.id));
  socket.subscribe('1', OFFERS);
  const next = async () => (await socket.nextData()).offersChanged;
  expect(await next()).toEqual({ team: { id: mover.id, offers: [] } });
  offers.push({ assignmentId: 'first' });
  await publish(ended(randomUUID()));
  await publish(ended(mover.id));
  expect(await next()).toEqual({ team: { id: mover.id, offers: [{ assignmentId: 'first' }] } });
  // What was lost may have been about this team.
  offers.length = 0;
  await publish(ended(randomUUID()), 3);
  expect(await next()).toEqual({ team: { id: mover.id, offers: [] } });
  expect(router.subgraphs.seen.filter(({ subgraph }) => subgraph === 'assign')).toHaveLength(3);
  socket.close();
});

test('customers and operators have no offers', async () => {
  for (const viewer of [customer(), operator()]) {
    const socket = await connect(router, viewer);
    socket.subscribe('1', OFFERS);
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    socket.close();
  }
});

import { until } from '@movecall/service/until';
import { streamOf } from '@movecall/schema/streams';
import { randomUUID } from 'node:crypto';
import { dayAhead } from '../faults/customer-client.ts';
import { createRandom, type Random } from '../faults/random.ts';
import { runConcurrently } from '../faults/run-concurrently.ts';
import { type DispatchSystem, waitUntilPublished } from './dispatch-system.ts';

const CONCURRENCY = 24;

/** A rectangle around Seoul, in degrees. */
const SEOUL = { south: 37.43, north: 37.69, west: 126.78, east: 127.17 };

const somewhereInSeoul = (random: Random) => ({
  latitude: SEOUL.south + (random.int(0, 10_000) / 10_000) * (SEOUL.north - SEOUL.south),
  longitude: SEOUL.west + (random.int(0, 10_000) / 10_000) * (SEOUL.east - SEOUL.west),
});

const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { userErrors { code } } }`;

/** Registers movers all over Seoul, each for both move types. */
export async function registerMoversOfSeoul({ ask }: DispatchSystem, count: number): Promise<void> {
  const random = createRandom(1, 'movers');
  await runConcurrently(count, CONCURRENCY, async (nth) => {
    const { registerMover } = (await ask('assign', 'OPERATOR', REGISTER, {
      input: {
        name: `이사팀 ${nth + 1}`,
        tel: `0107${String(1_000_000 + nth)}`,
        plate: `${10 + (nth % 80)}가${1000 + (nth % 9000)}`,
        base: { address: '서울', ...somewhereInSeoul(random) },
        moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
      },
    })) as { registerMover: { userErrors: { code: string }[] } };
    const [refusal] = registerMover.userErrors;
    if (refusal) throw new Error(`registerMover was refused: ${refusal.code}`);
  });
}

const REQUEST = `mutation ($input: RequestAssignmentInput!) { requestAssignment(input: $input) { outcome } }`;

export interface Backlog {
  readonly calls: readonly string[];
  readonly cancelled: readonly string[];
  /** manage's events that wait for assign. */
  readonly events: number;
  /** How long manage took to accept the orders, ms. */
  readonly acceptedInMs: number;
}

/**
 * Has manage accept `count` orders while assign is stopped, and cancels every twentieth. All events wait on manage's stream.
 *
 * @param days that the moves are spread over evenly
 */
export async function makeBacklog(system: DispatchSystem, count: number, days: number): Promise<Backlog> {
  const random = createRandom(2, 'backlog');
  const calls: string[] = [];
  const since = performance.now();
  await runConcurrently(count, CONCURRENCY, async (nth) => {
    const callId = randomUUID();
    const { requestAssignment } = (await system.ask('manage', 'SERVICE', REQUEST, {
      input: {
        callId,
        ownerId: randomUUID(),
        moveType: 'FULL_PACKING',
        address: '서울',
        ...somewhereInSeoul(random),
        movingOn: dayAhead(1 + (nth % days)),
        cost: 1_500_000,
      },
    })) as { requestAssignment: { outcome: string } };
    if (requestAssignment.outcome !== 'ACCEPTED')
      throw new Error(`manage answered requestAssignment with ${requestAssignment.outcome}`);
    calls.push(callId);
  });
  const acceptedInMs = performance.now() - since;
  const cancelled = calls.filter((_, nth) => nth % 20 === 19);
  await cancelCalls(system, cancelled);
  await waitUntilPublished(system.sql.manage);
  return { calls, cancelled, events: calls.length + cancelled.length, acceptedInMs };
}

/** Adds CallCancelled events to call's stream, as call would. Resolves once manage has applied all of them. */
async function cancelCalls(
  { redis, sql: { manage } }: DispatchSystem,
  ids: readonly string[],
): Promise<void> {
  await runConcurrently(ids.length, CONCURRENCY, async (nth) => {
    const event = {
      id: randomUUID(),
      type: 'CallCancelled',
      version: 1,
      time: new Date().toISOString(),
      producer: 'call',
      correlationId: ids[nth],
      sequence: 1,
      causationId: null,
      traceparent: null,
      data: { reason: null },
    };
    await redis.xadd(streamOf('movecall', 'call'), '*', 'event', JSON.stringify(event));
  });
  await until(
    'manage to cancel the orders',
    async () => {
      const [row] = await manage<{ count: number }[]>`
        select count(*)::int as count from orders where status = 'CANCELLED'`;
      return row?.count === ids.length || undefined;
    },
    120_000,
  );
}

import { until } from '@movecall/service/until';
import { streamOf } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { dayAhead } from '../faults/customer-client.ts';
import { createRandom, type Random } from '../faults/random.ts';
import { runConcurrently } from '../faults/run-concurrently.ts';
import { type DispatchSystem, published } from './dispatch-system.ts';

const AT_ONCE = 24;

/** The corners of Seoul, roughly. */
const SEOUL = { south: 37.43, north: 37.69, west: 126.78, east: 127.17 };

const somewhere = (random: Random) => ({
  latitude: SEOUL.south + (random.int(0, 10_000) / 10_000) * (SEOUL.north - SEOUL.south),
  longitude: SEOUL.west + (random.int(0, 10_000) / 10_000) * (SEOUL.east - SEOUL.west),
});

const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { userErrors { code } } }`;

/** So many movers all over Seoul, who offer both types. */
export async function registerMoversOfSeoul({ ask }: DispatchSystem, count: number): Promise<void> {
  const random = createRandom(1, 'movers');
  await runConcurrently(count, AT_ONCE, async (nth) => {
    const { registerMover } = (await ask('assign', 'OPERATOR', REGISTER, {
      input: {
        name: `이사팀 ${nth + 1}`,
        tel: `0107${String(1_000_000 + nth)}`,
        plate: `${10 + (nth % 80)}가${1000 + (nth % 9000)}`,
        base: { address: '서울', ...somewhere(random) },
        moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
      },
    })) as { registerMover: { userErrors: { code: string }[] } };
    const [refusal] = registerMover.userErrors;
    if (refusal) throw new Error(`a mover was refused: ${refusal.code}`);
  });
}

const REQUEST = `mutation ($input: RequestAssignmentInput!) { requestAssignment(input: $input) { outcome } }`;

export interface Backlog {
  readonly calls: readonly string[];
  readonly cancelled: readonly string[];
  /** Manage's events that wait for assign. */
  readonly events: number;
  /** How long manage took to accept them, ms. */
  readonly acceptedInMs: number;
}

/**
 * Has manage accept so many orders while nobody assigns, and cancel every twentieth again: all of it waits on manage's stream.
 *
 * @param days that the moves are spread over, the same number on each
 */
export async function makeBacklog(system: DispatchSystem, count: number, days: number): Promise<Backlog> {
  const random = createRandom(2, 'backlog');
  const calls: string[] = [];
  const since = performance.now();
  await runConcurrently(count, AT_ONCE, async (nth) => {
    const callId = randomUUID();
    const { requestAssignment } = (await system.ask('manage', 'SERVICE', REQUEST, {
      input: {
        callId,
        ownerId: randomUUID(),
        moveType: 'FULL_PACKING',
        address: '서울',
        ...somewhere(random),
        movingOn: dayAhead(1 + (nth % days)),
        cost: 1_500_000,
      },
    })) as { requestAssignment: { outcome: string } };
    if (requestAssignment.outcome !== 'ACCEPTED') throw new Error(`manage: ${requestAssignment.outcome}`);
    calls.push(callId);
  });
  const acceptedInMs = performance.now() - since;
  const cancelled = calls.filter((_, nth) => nth % 20 === 19);
  await cancel(system, cancelled);
  await published(system.sql.manage);
  return { calls, cancelled, events: calls.length + cancelled.length, acceptedInMs };
}

/** Says on call's stream that calls were cancelled, as call would; resolves once manage has heard of all of them. */
async function cancel({ redis, sql: { manage } }: DispatchSystem, ids: readonly string[]): Promise<void> {
  await runConcurrently(ids.length, AT_ONCE, async (nth) => {
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
    'manage to hear of the cancels',
    async () => {
      const [row] = await manage<{ count: number }[]>`
        select count(*)::int as count from orders where status = 'CANCELLED'`;
      return row?.count === ids.length || undefined;
    },
    120_000,
  );
}

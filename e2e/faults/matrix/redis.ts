import { consumersOf } from '@movecall/schema/streams';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { injectDuringCalls, makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault, Trial } from '../fault.ts';
import { type Stateful, stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';
import { tailLost } from './redis-failover.ts';

/** After FLUSHALL the consumers read everything again. These faults have a system of their own, which has little to read. */
const groups = { emptied: 'Redis emptied', disturbed: 'Redis killed or disturbed' };
const CALLS = 3;

/** A fault that is injected while calls are made, one run after the other. `inject` resolves with its moment. */
const duringCalls = (
  fault: Pick<Fault, 'name' | 'group' | 'expect' | 'runs'>,
  inject: (testbed: Testbed, trial: Trial) => Promise<number>,
): Fault => ({
  ...fault,
  p99Ms: null,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      trial.recovered(await injectDuringCalls(testbed, trial.random, CALLS, () => inject(testbed, trial)));
    }
  },
});

const ONCE = 'every call is confirmed once, and its customer is notified once';
const CANARY = 'faults:canary';

const killed = duringCalls(
  {
    name: 'Redis is killed and comes back empty',
    group: groups.disturbed,
    expect: `the relays append everything again; ${ONCE}`,
    runs: { full: 50, quick: 1 },
  },
  async (testbed) => {
    const { redis, stack, directory } = testbed.system;
    // Written while there is an append-only file: if Redis kept anything, it would keep this.
    await redis.set(CANARY, 'yes');
    await redis.config('SET', 'appendonly', 'no');
    await rm(join(directory, 'redis', 'appendonlydir'), { recursive: true });
    const exited = testbed.waitForExit('redis');
    const since = performance.now();
    stack.kill('redis', 'SIGKILL');
    await exited;
    if (await redis.exists(CANARY))
      throw new Error('Redis still had its data after the kill, so the fault was not injected');
    return since;
  },
);

const emptied = duringCalls(
  {
    name: 'FLUSHALL',
    group: groups.emptied,
    expect: `the relays append everything again; ${ONCE}`,
    runs: { full: 50, quick: 1 },
  },
  async ({ system: { redis } }) => {
    const since = performance.now();
    await redis.flushall();
    return since;
  },
);

const OPEN_CALLS = 50;
const OPEN_WITHIN_MS = 30_000;

const emptiedWithOpenCalls: Fault = {
  name: `FLUSHALL with ${OPEN_CALLS} calls open`,
  group: groups.emptied,
  expect: 'all calls are confirmed, and each customer is notified once',
  runs: { full: 3, quick: 1 },
  p99Ms: OPEN_WITHIN_MS,
  async inject(testbed, trial) {
    const { redis, sql } = testbed.system;
    for (let run = 0; run < trial.runs; run += 1) {
      // assign receives no event, so the calls stay open.
      testbed.redisLine.assign.set({ kind: 'black hole' });
      try {
        const ids = await makeCalls(testbed, trial.random, OPEN_CALLS);
        const { count } = await sql.call`
          select from calls where id = any(${ids}::uuid[]) and status in ('REQUESTED', 'ASSIGNING')`;
        if (count !== OPEN_CALLS) throw new Error(`only ${count} of ${OPEN_CALLS} calls were open`);
        const since = performance.now();
        await redis.flushall();
        testbed.redisLine.assign.set({ kind: 'open' });
        await waitForCalls(testbed, ids, 'CONFIRMED');
        trial.recovered(performance.now() - since);
      } finally {
        testbed.redisLine.assign.set({ kind: 'open' });
      }
    }
  },
};

const tailRemoved = duringCalls(
  {
    name: 'the last entries of a stream are removed',
    group: groups.disturbed,
    expect: `the relay appends them again; ${ONCE}`,
    runs: { full: 50, quick: 1 },
  },
  async ({ system }, { random }) => {
    const stream = system.stream(random.pick(stateful));
    const last = await system.redis.xrevrange(stream, '+', '-', 'COUNT', random.int(1, 5));
    const since = performance.now();
    if (last.length > 0) await system.redis.xdel(stream, ...last.map(([id]) => id));
    return since;
  },
);

const groupDestroyed = duringCalls(
  {
    name: 'a consumer group is destroyed',
    group: groups.disturbed,
    expect: 'the consumer creates the group again and reads everything again; no event takes effect twice',
    runs: { full: 50, quick: 1 },
  },
  async ({ system }, { random }) => {
    const producer = random.pick(stateful);
    const since = performance.now();
    await system.redis.xgroup('DESTROY', system.stream(producer), random.pick(consumersOf[producer]));
    return since;
  },
);

const SILENT_MS = { atLeast: 200, atMost: 3_000 };

const silent = duringCalls(
  {
    name: "a service's line to Redis is a black hole for a moment",
    group: groups.disturbed,
    expect: `${ONCE}; silent for ${SILENT_MS.atLeast} to ${SILENT_MS.atMost} ms; measured from the end of the silence`,
    runs: { full: 20, quick: 1 },
  },
  async (testbed, { random }) => {
    const line = testbed.redisLine[random.pick<Stateful>(stateful)];
    line.set({ kind: 'black hole' });
    try {
      // The duration of the silence.
      await pause(random.int(SILENT_MS.atLeast, SILENT_MS.atMost));
    } finally {
      line.set({ kind: 'open' });
    }
    return performance.now();
  },
);

const reset = duringCalls(
  {
    name: "a service's connections to Redis are reset",
    group: groups.disturbed,
    expect: ONCE,
    runs: { full: 20, quick: 1 },
  },
  async (testbed, { random }) => {
    const since = performance.now();
    testbed.redisLine[random.pick<Stateful>(stateful)].reset();
    return since;
  },
);

export const redisFaults: readonly Fault[] = [
  emptied,
  emptiedWithOpenCalls,
  killed,
  groupDestroyed,
  { ...tailLost, group: groups.disturbed },
  tailRemoved,
  silent,
  reset,
];

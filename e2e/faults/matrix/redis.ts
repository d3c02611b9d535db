import { until } from '@movecall/service/until';
import { consumersOf } from '@movecall/schema/events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { waitForCalls, makeCalls, injectDuringCalls } from '../bulk-calls.ts';
import type { Fault, Trial } from '../fault.ts';
import { type Stateful, stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';

/** Whoever empties it has all read again that was there before: a system of its own keeps that little. */
const groups = { emptied: 'Redis emptied', disturbed: 'Redis killed and disturbed' };
const CALLS = 3;

/** A fault that strikes among calls, one run after the other. `strike` answers its moment. */
const amongCalls = (
  line: Pick<Fault, 'name' | 'group' | 'expect' | 'runs'>,
  strike: (testbed: Testbed, trial: Trial) => Promise<number>,
): Fault => ({
  ...line,
  p99Ms: null,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      trial.recovered(await injectDuringCalls(testbed, trial.random, CALLS, () => strike(testbed, trial)));
    }
  },
});

const REMEMBERED = 'faults:remembered';

const killed = amongCalls(
  {
    name: 'Redis is killed and comes back empty',
    group: groups.disturbed,
    expect: 'what it held is published again; every call is confirmed once, its customer told once',
    runs: { full: 50, quick: 1 },
  },
  async (testbed) => {
    const { redis, stack, directory } = testbed.system;
    // Written while there is an append-only file: had Redis anything left afterwards, this would be there as well.
    await redis.set(REMEMBERED, 'yes');
    await redis.config('SET', 'appendonly', 'no');
    await rm(join(directory, 'redis', 'appendonlydir'), { recursive: true });
    const died = testbed.waitForExit('redis');
    const since = performance.now();
    stack.kill('redis', 'SIGKILL');
    await died;
    if (await redis.exists(REMEMBERED)) throw new Error('Redis came back with what it had');
    return since;
  },
);

const emptied = amongCalls(
  {
    name: 'FLUSHALL',
    group: groups.emptied,
    expect: 'what Redis held is published again; every call is confirmed once, its customer told once',
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
  expect: `all are confirmed within ${OPEN_WITHIN_MS / 1000} s, each customer told once`,
  runs: { full: 3, quick: 1 },
  p99Ms: OPEN_WITHIN_MS,
  async inject(testbed, trial) {
    const { redis, sql } = testbed.system;
    for (let run = 0; run < trial.runs; run += 1) {
      // Assign hears of nothing, so they stay open.
      testbed.redisLine.assign.set({ kind: 'black hole' });
      try {
        const ids = await makeCalls(testbed, trial.random, OPEN_CALLS);
        const { count } = await sql.call`
          select from calls where id = any(${ids}::uuid[]) and status in ('REQUESTED', 'ASSIGNING')`;
        if (count !== OPEN_CALLS) throw new Error(`only ${count} calls were open`);
        const since = performance.now();
        await redis.flushall();
        testbed.redisLine.assign.set({ kind: 'open' });
        await waitForCalls(testbed, ids, 'CONFIRMED');
        const tookMs = performance.now() - since;
        trial.recovered(tookMs);
        if (tookMs > OPEN_WITHIN_MS) trial.violated(`it took ${Math.round(tookMs)} ms`);
      } finally {
        testbed.redisLine.assign.set({ kind: 'open' });
      }
    }
  },
};

/** KEYS streams · ARGV[1] where to keep them: as a replica knows them at this moment, groups and all. */
const REPLICATE = `
redis.call('DEL', ARGV[1])
for _, stream in ipairs(KEYS) do redis.call('HSET', ARGV[1], stream, redis.call('DUMP', stream) or '') end`;

/** Puts the replica in their place. Answers how many entries that loses. */
const FAIL_OVER = `
local lost = 0
for _, stream in ipairs(KEYS) do
  lost = lost + redis.call('XLEN', stream)
  local known = redis.call('HGET', ARGV[1], stream)
  if known == '' then redis.call('DEL', stream) else redis.call('RESTORE', stream, 0, known, 'REPLACE') end
  lost = lost - redis.call('XLEN', stream)
end
redis.call('DEL', ARGV[1])
return lost`;
const REPLICA = 'faults:replica';
const LAGS_WITHIN_MS = 100;

const tailLost: Fault = {
  name: 'a failover loses the tail of the streams',
  group: groups.disturbed,
  expect: 'the missing part is published again; every call is confirmed once, its customer told once',
  runs: { full: 50, quick: 1 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { redis, stream } = testbed.system;
    const { random } = trial;
    const all = stateful.map(stream);
    let lost = 0;
    for (let run = 0; run < trial.runs; run += 1) {
      // A server that fails over takes all streams with it; in a cluster each may be on one of its own.
      const streams = random.pick([all, [random.pick(all)]]);
      const lengthOf = async (): Promise<number> => {
        const lengths = await Promise.all(streams.map((name) => redis.xlen(name)));
        return lengths.reduce((sum, length) => sum + length, 0);
      };
      const [early] = await Promise.all([
        makeCalls(testbed, random, CALLS),
        // From here on the replica lags.
        pause(random.int(0, LAGS_WITHIN_MS)).then(() =>
          redis.eval(REPLICATE, streams.length, ...streams, REPLICA),
        ),
      ]);
      const failOver = async (): Promise<number> => {
        const replicated = await lengthOf();
        await until(
          'an entry that the replica lacks',
          async () => (await lengthOf()) > replicated || undefined,
        );
        await pause(random.int(0, LAGS_WITHIN_MS));
        const since = performance.now();
        lost += Number(await redis.eval(FAIL_OVER, streams.length, ...streams, REPLICA));
        await redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
        return since;
      };
      const [late, since] = await Promise.all([makeCalls(testbed, random, CALLS), failOver()]);
      await waitForCalls(testbed, [...early, ...late], 'CONFIRMED');
      trial.recovered(performance.now() - since);
    }
    trial.note(`${lost} entries were lost`);
  },
};

const tailRemoved = amongCalls(
  {
    name: 'the last entries of a stream are removed',
    group: groups.disturbed,
    expect: 'they are published again; every call is confirmed once, its customer told once',
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

const groupDestroyed = amongCalls(
  {
    name: 'a consumer group is destroyed',
    group: groups.disturbed,
    expect: 'it is made again and reads everything again; nothing has its effect twice',
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

const silent = amongCalls(
  {
    name: "a service's line to Redis is a black hole for a moment",
    group: groups.disturbed,
    expect: `silent for ${SILENT_MS.atLeast} to ${SILENT_MS.atMost} ms; measured from when it passes again`,
    runs: { full: 20, quick: 1 },
  },
  async (testbed, { random }) => {
    const line = testbed.redisLine[random.pick<Stateful>(stateful)];
    line.set({ kind: 'black hole' });
    try {
      // So long it is silent.
      await pause(random.int(SILENT_MS.atLeast, SILENT_MS.atMost));
    } finally {
      line.set({ kind: 'open' });
    }
    return performance.now();
  },
);

const reset = amongCalls(
  {
    name: "a service's connections to Redis are reset",
    group: groups.disturbed,
    expect: 'every call is confirmed once, its customer told once',
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
  tailLost,
  tailRemoved,
  silent,
  reset,
];

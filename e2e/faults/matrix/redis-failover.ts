import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault } from '../fault.ts';
import type { Random } from '../random.ts';
import { stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';

/** KEYS: streams · ARGV[1]: the key that keeps a copy of them, with their groups, as a replica would have them now. */
const REPLICATE = `
redis.call('DEL', ARGV[1])
for _, stream in ipairs(KEYS) do redis.call('HSET', ARGV[1], stream, redis.call('DUMP', stream) or '') end`;

/** Replaces the streams by that copy. Returns how many entries are lost by it. */
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
const CALLS = 3;

export const tailLost: Omit<Fault, 'group'> = {
  name: 'a failover loses the tail of the streams',
  expect:
    'the relays append the lost entries again; every call is confirmed once, and its customer is notified once',
  runs: { full: 50, quick: 1 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { redis, stream } = testbed.system;
    const { random } = trial;
    const all = stateful.map(stream);
    let lost = 0;
    for (let run = 0; run < trial.runs; run += 1) {
      // One server that fails over loses entries of all streams. In a cluster each stream may be on a server of its own.
      const streams = random.pick([all, [random.pick(all)]]);
      const [early] = await Promise.all([
        makeCalls(testbed, random, CALLS),
        // From here on the replica lags.
        pause(random.int(0, LAGS_WITHIN_MS)).then(() =>
          redis.eval(REPLICATE, streams.length, ...streams, REPLICA),
        ),
      ]);
      const [late, failover] = await Promise.all([
        makeCalls(testbed, random, CALLS),
        failOver(testbed, random, streams),
      ]);
      lost += failover.lost;
      await waitForCalls(testbed, [...early, ...late], 'CONFIRMED');
      trial.recovered(performance.now() - failover.at);
    }
    trial.note(`${lost} entries were lost`);
  },
};

/** Fails over once the streams have entries that the replica lacks, and drops all connections. */
async function failOver(
  { system: { redis } }: Testbed,
  random: Random,
  streams: readonly string[],
): Promise<{ readonly at: number; readonly lost: number }> {
  const countEntries = async (): Promise<number> => {
    const lengths = await Promise.all(streams.map((name) => redis.xlen(name)));
    return lengths.reduce((sum, length) => sum + length, 0);
  };
  const replicated = await countEntries();
  await until(
    'an entry that the replica lacks',
    async () => (await countEntries()) > replicated || undefined,
  );
  await pause(random.int(0, LAGS_WITHIN_MS));
  const at = performance.now();
  const lost = Number(await redis.eval(FAIL_OVER, streams.length, ...streams, REPLICA));
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
  return { at, lost };
}

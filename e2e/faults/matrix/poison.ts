import { until } from '@movecall/service/until';
import { dropLetter, findLetters } from '@movecall/ops/dead-letters';
import { consumersOf, type Producer, producers } from '@movecall/schema/events';
import { waitForCalls, makeCalls } from '../bulk-calls.ts';
import type { Fault, Trial } from '../fault.ts';
import { opsSystemOf } from '../ops-system.ts';
import { ahead, brew, type Poison, unreadable } from '../poison-entries.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { ENOUGH_FOR_P99, percentile } from '@movecall/testkit/statistics';
import type { Testbed } from '../testbed.ts';
import { refusedEvents } from './refused-events.ts';

const group = 'Poison';
const TRIES = 5;
/** So much later than usual may its neighbours be. */
const LATE_MS = 1_000;
const USUAL_CALLS = 20;
const AT_ONCE = 2;

type Laid = Poison & { readonly entryId: string };

const unreadableEntries: Fault = {
  name: 'entries that nobody can read',
  group,
  expect: `a dead letter after ${TRIES} tries in every group; neighbours at most ${LATE_MS / 1000} s late`,
  runs: { full: 100, quick: 4 },
  p99Ms: null,
  async inject(testbed, trial) {
    const usual: number[] = [];
    await runConcurrently(
      Math.min(USUAL_CALLS, 2 * trial.runs),
      AT_ONCE,
      async () => void usual.push(await confirmationMs(testbed, trial)),
    );

    const since = performance.now();
    const poison = await lay(testbed, trial, unreadable);
    const alive = new Set(poison);
    const neighbours: number[] = [];
    const untilAllAreDead = async (): Promise<void> => {
      while (alive.size > 0) neighbours.push(await confirmationMs(testbed, trial));
    };
    const ops = opsSystemOf(testbed);
    const watched = until(
      'all to be dead letters',
      async () => {
        const letters = new Set(
          (await findLetters(ops, producers)).map(
            ({ service, stream, entry_id }) => `${service} ${stream} ${entry_id}`,
          ),
        );
        for (const laid of alive) {
          const stream = testbed.system.stream(laid.producer);
          if (!consumersOf[laid.producer].every((name) => letters.has(`${name} ${stream} ${laid.entryId}`)))
            continue;
          alive.delete(laid);
          trial.recovered(performance.now() - since);
        }
        return alive.size === 0 || undefined;
      },
      60_000,
    ).finally(() => alive.clear());
    await Promise.all([watched, ...Array.from({ length: AT_ONCE }, untilAllAreDead)]);

    const letters = await findLetters(ops, producers);
    const expected = poison.reduce((sum, { producer }) => sum + consumersOf[producer].length, 0);
    if (letters.length !== expected) trial.violated(`${letters.length} dead letters instead of ${expected}`);
    for (const { id, attempts } of letters) {
      if (attempts !== TRIES) trial.violated(`dead letter ${id} came after ${attempts} tries`);
    }
    for (const letter of letters) await dropLetter(ops, letter);
    await remove(testbed, poison);
    compare(trial, usual, neighbours);
  },
};

/** How long a call takes from its acceptance to its confirmation everywhere. */
async function confirmationMs(testbed: Testbed, { random }: Trial): Promise<number> {
  const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
  const since = performance.now();
  await testbed.waitForStatus(callId, 'CONFIRMED');
  return performance.now() - since;
}

function compare(trial: Trial, usual: readonly number[], neighbours: readonly number[]): void {
  const at = (values: readonly number[], share: number): number => Math.round(percentile(values, share) ?? 0);
  trial.note(
    `confirmed in ${at(usual, 0.5)} ms without poison, in ${at(neighbours, 0.5)} ms beside it (medians of ${usual.length} and ${neighbours.length} calls; at worst ${at(usual, 1)} and ${at(neighbours, 1)} ms)`,
  );
  // Of few calls the slowest one says more about the machine.
  const share = Math.min(usual.length, neighbours.length) < ENOUGH_FOR_P99 ? 0.5 : 0.99;
  const late = at(neighbours, share) - at(usual, share);
  if (late > LATE_MS) trial.violated(`neighbours were ${late} ms late`);
}

const newerEvents: Fault = {
  name: 'events of a newer build',
  group,
  expect: 'an unknown type is passed over; a newer version waits, is not given up, and holds up nobody',
  runs: { full: 20, quick: 2 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { system } = testbed;
    const since = performance.now();
    const laid = await lay(testbed, trial, ahead);
    const waiting = laid.filter(({ kind }) => kind === 'newer version');
    try {
      const ids = await makeCalls(testbed, trial.random, laid.length);
      await waitForCalls(testbed, ids, 'CONFIRMED');
      for (const poison of laid) {
        for (const name of consumersOf[poison.producer]) {
          const isToWait = waiting.includes(poison);
          const look = () => inboxOutcome(testbed, name, poison);
          const outcome = isToWait
            ? await look()
            : await until('what is passed over to be in the inbox', async () => (await look()) ?? undefined);
          const pending = await system.redis.xpending(
            system.stream(poison.producer),
            name,
            poison.entryId,
            poison.entryId,
            1,
          );
          const waits = outcome === null && pending.length === 1;
          if (isToWait ? !waits : outcome !== 'APPLIED')
            trial.violated(
              `${poison.kind} of ${poison.producer} in ${name}: ${outcome ?? 'not in the inbox'}, ${pending.length} pending`,
            );
        }
        trial.recovered(performance.now() - since);
      }
      const { length } = await findLetters(opsSystemOf(testbed), producers);
      if (length > 0) trial.violated(`${length} were given up`);
    } finally {
      // The build that knows them never comes here: they go, and with them the processes that hold them.
      await remove(testbed, laid);
      await restart(testbed, new Set(waiting.flatMap(({ producer }) => consumersOf[producer])));
    }
  },
};

/** Lays as many as there are to be runs, each kind as often as the others. */
const lay = (
  { system }: Testbed,
  { random, runs }: Trial,
  kinds: readonly Poison['kind'][],
): Promise<Laid[]> =>
  Promise.all(
    Array.from({ length: runs }, async (_, nth) => {
      const poison = brew(kinds[nth % kinds.length] ?? 'not JSON', random);
      const entryId = await system.redis.xadd(system.stream(poison.producer), '*', ...poison.fields);
      return { ...poison, entryId: entryId ?? '' };
    }),
  );

/** From the streams and from the hands of those who hold it. */
async function remove({ system }: Testbed, poison: readonly Laid[]): Promise<void> {
  for (const { producer, entryId } of poison) {
    const stream = system.stream(producer);
    for (const name of consumersOf[producer]) await system.redis.xack(stream, name, entryId);
    await system.redis.xdel(stream, entryId);
  }
}

async function restart(testbed: Testbed, names: ReadonlySet<Producer>): Promise<void> {
  await Promise.all(
    [...names].map(async (name) => {
      await testbed.system.stack.stop(name);
      await testbed.system.stack.start(name);
    }),
  );
}

async function inboxOutcome(
  { system }: Testbed,
  name: Producer,
  { producer, correlationId }: Laid,
): Promise<string | null> {
  const [row] = await system.sql[name]<{ outcome: string }[]>`
    select outcome from inbox where producer = ${producer} and correlation_id = ${correlationId}`;
  return row?.outcome ?? null;
}

export const poisonFaults: readonly Fault[] = [unreadableEntries, newerEvents, { ...refusedEvents, group }];

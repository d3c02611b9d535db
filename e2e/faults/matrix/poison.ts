import { until } from '@movecall/service/until';
import { dropLetter, findLetters } from '@movecall/ops/dead-letters';
import type { System as OpsSystem } from '@movecall/ops/system';
import { consumersOf, producers } from '@movecall/schema/streams';
import { ENOUGH_FOR_P99, percentile } from '@movecall/testkit/statistics';
import type { Fault, Trial } from '../fault.ts';
import { opsSystemOf } from '../ops-system.ts';
import { PATIENCE_MS } from '../patience.ts';
import { unreadableKinds } from '../poison-entries.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Testbed } from '../testbed.ts';
import { type AddedPoison, addPoison, removePoison } from './added-poison.ts';
import { newerEvents } from './newer-events.ts';
import { refusedEvents } from './refused-events.ts';

const group = 'Poison events';
const TRIES = 5;
/** How much longer than without poison a call may take. */
const LATE_MS = 1_000;
const CALLS_BEFORE = 20;
const CONCURRENCY = 2;

const unreadableEntries: Fault = {
  name: 'entries that nobody can read',
  group,
  expect: `every consumer group has a dead letter after ${TRIES} tries; calls at the same time take at most ${LATE_MS / 1000} s longer`,
  runs: { full: 100, quick: 4 },
  p99Ms: null,
  async inject(testbed, trial) {
    const before: number[] = [];
    await runConcurrently(Math.min(CALLS_BEFORE, 2 * trial.runs), CONCURRENCY, async () => {
      before.push(await confirmationMs(testbed, trial));
    });

    const since = performance.now();
    const poison = await addPoison(testbed, trial, unreadableKinds);
    const open = new Set(poison);
    const beside: number[] = [];
    const callUntilAllAreDeadLetters = async (): Promise<void> => {
      while (open.size > 0) beside.push(await confirmationMs(testbed, trial));
    };
    const watched = until(
      'every poison entry to be a dead letter of every group',
      async () => {
        const letters = await findLetterKeys(opsSystemOf(testbed));
        for (const entry of open) {
          if (!letterKeysOf(testbed, entry).every((key) => letters.has(key))) continue;
          open.delete(entry);
          trial.recovered(performance.now() - since);
        }
        return open.size === 0 || undefined;
      },
      PATIENCE_MS,
    ).finally(() => open.clear());
    await Promise.all([watched, ...Array.from({ length: CONCURRENCY }, callUntilAllAreDeadLetters)]);

    await checkAndDropLetters(testbed, trial, poison);
    await removePoison(testbed, poison);
    compareConfirmations(trial, before, beside);
  },
};

/** Each dead letter as its service, stream and entry id. */
const findLetterKeys = async (ops: OpsSystem): Promise<ReadonlySet<string>> =>
  new Set(
    (await findLetters(ops, producers)).map(
      ({ service, stream, entry_id }) => `${service} ${stream} ${entry_id}`,
    ),
  );

/** The dead letters that an entry has to become, one per consumer group. */
const letterKeysOf = ({ system }: Testbed, { producer, entryId }: AddedPoison): string[] =>
  consumersOf[producer].map((name) => `${name} ${system.stream(producer)} ${entryId}`);

async function checkAndDropLetters(
  testbed: Testbed,
  trial: Trial,
  poison: readonly AddedPoison[],
): Promise<void> {
  const ops = opsSystemOf(testbed);
  const letters = await findLetters(ops, producers);
  const expected = poison.reduce((sum, { producer }) => sum + consumersOf[producer].length, 0);
  if (letters.length !== expected) trial.violated(`${letters.length} dead letters instead of ${expected}`);
  for (const { id, attempts } of letters) {
    if (attempts !== TRIES) trial.violated(`dead letter ${id} was written after ${attempts} tries`);
  }
  for (const letter of letters) await dropLetter(ops, letter);
}

/** Ms from the acceptance of a new call to its confirmation in call, manage and assign. */
async function confirmationMs(testbed: Testbed, { random }: Trial): Promise<number> {
  const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
  const since = performance.now();
  await testbed.waitForStatus(callId, 'CONFIRMED');
  return performance.now() - since;
}

function compareConfirmations(trial: Trial, before: readonly number[], beside: readonly number[]): void {
  const at = (values: readonly number[], share: number): number => Math.round(percentile(values, share) ?? 0);
  trial.note(
    `confirmed in ${at(before, 0.5)} ms without poison, in ${at(beside, 0.5)} ms beside it (medians of ${before.length} and ${beside.length} calls; slowest ${at(before, 1)} and ${at(beside, 1)} ms)`,
  );
  // With few calls the slowest one measures the machine: the medians are compared instead.
  const share = Math.min(before.length, beside.length) < ENOUGH_FOR_P99 ? 0.5 : 0.99;
  const late = at(beside, share) - at(before, share);
  if (late > LATE_MS) trial.violated(`calls beside the poison took ${late} ms longer`);
}

export const poisonFaults: readonly Fault[] = [
  { ...unreadableEntries, ownSystem: true },
  { ...newerEvents, group, ownSystem: true },
  { ...refusedEvents, group, ownSystem: true },
];

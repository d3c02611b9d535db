import { type Producer, producers } from '@movecall/schema/streams';
import { maskPhones } from './invariants/plaintext.ts';
import { dropLetter, findLetter, findLetters, inFull, inOneLine, redriveLetter } from './dead-letters.ts';
import { explainCall } from './explain-call.ts';
import { findStuck } from './stuck.ts';
import { explain, type System } from './system.ts';

const USAGE = (call: string): string => `Usage: ${call} COMMAND
  dead-letters list [${producers.join('|')}]   lists the events that services gave up, oldest first
  dead-letters show ID                         shows a dead letter in full
  dead-letters redrive ID|--all                has the service that gave the event up apply it again
  dead-letters drop ID                         deletes a dead letter; its event is never applied
  stuck                                        lists unfinished work, with the time and the reason
  explain CALL_ID                              tells why a call has its team, and decides again from what was recorded`;

/**
 * Runs an operator's command. Sets the exit code 1 when the command is refused or fails, 2 when there is no such command.
 *
 * @param call how the program is called, for the usage text
 * @param open opens the system; is called for a valid command only
 * @param alsoUsage usage of further commands, which the caller implements
 */
export async function runOps(
  call: string,
  args: readonly string[],
  open: () => Promise<System>,
  alsoUsage = '',
): Promise<void> {
  const command = commandOf(args);
  if (command === null) {
    console.error(USAGE(call) + alsoUsage);
    process.exitCode = 2;
    return;
  }
  try {
    const system = await open();
    try {
      process.exitCode = (await command(system)) ? 0 : 1;
    } finally {
      await system.close();
    }
  } catch (error) {
    console.error(maskPhones(explain(error)));
    process.exitCode = 1;
  }
}

/** The command in the arguments, which resolves to whether it succeeded; null when there is no such command. */
function commandOf(args: readonly string[]): ((system: System) => Promise<boolean>) | null {
  const [subject, action, which, ...rest] = args;
  if (rest.length > 0) return null;
  if (subject === 'stuck' && action === undefined) return stuck;
  if (subject === 'explain' && action !== undefined && which === undefined)
    return (system) => explanation(system, action);
  if (subject !== 'dead-letters') return null;
  if (action === 'list') {
    const services = producers.filter((name) => which === undefined || name === which);
    return services.length === 0 ? null : (system) => list(system, services);
  }
  if (which === undefined) return null;
  if (action === 'show') return (system) => show(system, which);
  if (action === 'drop') return (system) => drop(system, which);
  return action === 'redrive' ? (system) => redrive(system, which) : null;
}

async function list(system: System, services: readonly Producer[]): Promise<boolean> {
  const letters = await findLetters(system, services);
  for (const letter of letters) console.log(inOneLine(letter));
  console.log(letters.length === 0 ? 'no dead letters' : `${letters.length} dead letters`);
  return true;
}

async function show(system: System, id: string): Promise<boolean> {
  console.log(inFull(await findLetter(system, id)));
  return true;
}

async function drop(system: System, id: string): Promise<boolean> {
  console.log(await dropLetter(system, await findLetter(system, id)));
  return true;
}

async function redrive(system: System, which: string): Promise<boolean> {
  const letters =
    which === '--all' ? await findLetters(system, producers) : [await findLetter(system, which)];
  let done = 0;
  // One after the other, oldest first: an event may depend on an earlier one.
  for (const letter of letters) {
    const { ok, message } = await redriveLetter(system, letter);
    if (ok) done += 1;
    console.log(message);
  }
  if (which === '--all') console.log(`${done} of ${letters.length} dead letters were redriven`);
  return done === letters.length;
}

async function explanation(system: System, callId: string): Promise<boolean> {
  const { lines, agrees } = await explainCall(system, callId);
  for (const line of lines) console.log(line);
  return agrees;
}

async function stuck(system: System): Promise<boolean> {
  let count = 0;
  for (const [kind, found] of Object.entries(await findStuck(system))) {
    if (found.length > 0) console.log(`${kind}:`);
    for (const { what, since, why } of found) console.log(`  ${what}, since ${since.toISOString()}: ${why}`);
    count += found.length;
  }
  console.log(count === 0 ? 'nothing is stuck' : `${count} pieces of work are unfinished`);
  return true;
}

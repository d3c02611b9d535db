import { type Producer, producers } from '@movecall/schema/events';
import { masked } from './invariants/readable.ts';
import { dropLetter, findLetter, findLetters, inFull, inOneLine, redriveLetter } from './dead-letters.ts';
import { findStuck } from './stuck.ts';
import { explain, type System } from './system.ts';

const USAGE = (call: string): string => `Usage: ${call} COMMAND
  dead-letters list [${producers.join('|')}]   what services gave up, oldest first
  dead-letters show ID                         one of them in full
  dead-letters redrive ID|--all                has it applied after all, by the service that gave it up
  dead-letters drop ID                         lets go of it for good: what it asked for never happens
  stuck                                        what has not come to its end, since when and why`;

/**
 * What an operator looks into and drives by hand. The process ends with exit code 1 when it is refused, with 2 when there is
 * no such command.
 *
 * @param call how it was called, without the arguments
 * @param open finds the system; only when there is something to do
 * @param alsoUsage further commands, which the caller has
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
    console.error(masked(explain(error)));
    process.exitCode = 1;
  }
}

/** What the arguments ask for; it answers whether it could be done. Null: there is no such command. */
function commandOf(args: readonly string[]): ((system: System) => Promise<boolean>) | null {
  const [subject, action, which, ...rest] = args;
  if (rest.length > 0) return null;
  if (subject === 'stuck' && action === undefined) return stuck;
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
  // One after the other, oldest first: what depends on another comes after it.
  for (const letter of letters) {
    const { ok, said } = await redriveLetter(system, letter);
    if (ok) done += 1;
    console.log(said);
  }
  if (which === '--all') console.log(`${done} of ${letters.length} dead letters were driven again`);
  return done === letters.length;
}

async function stuck(system: System): Promise<boolean> {
  let count = 0;
  for (const [kind, found] of Object.entries(await findStuck(system))) {
    if (found.length > 0) console.log(`${kind}:`);
    for (const { what, since, why } of found) console.log(`  ${what}, since ${since.toISOString()}: ${why}`);
    count += found.length;
  }
  console.log(count === 0 ? 'nothing is stuck' : `${count} things have not come to their end`);
  return true;
}

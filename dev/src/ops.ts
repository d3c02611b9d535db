import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Producer, producers } from '@movecall/schema/events';
import { dropLetter, findLetter, findLetters, inFull, inOneLine, redriveLetter } from './ops/dead-letters.ts';
import { findStuck } from './ops/stuck.ts';
import { masked } from './invariants/readable.ts';
import { explain, openSystem, type System } from './ops/system.ts';
import { drawTraces } from './ops/traces.ts';

/** `npm run ops -- …`: what an operator looks into and drives by hand, in the running system. Exits 1 when it is refused. */
const USAGE = `Usage: npm run ops -- COMMAND
  dead-letters list [${producers.join('|')}]   what services gave up, oldest first
  dead-letters show ID                         one of them in full
  dead-letters redrive ID|--all                has it applied after all, by the service that gave it up
  dead-letters drop ID                         lets go of it for good: what it asked for never happens
  stuck                                        what has not come to its end, since when and why
  trace ID [--statements]                      what one click led to, by the id of its call or of the trace; needs
                                               npm start -- --trace`;
const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

const command = commandOf(process.argv.slice(2));
if (command === null) {
  console.error(USAGE);
  process.exit(2);
}
try {
  process.exitCode = (await command()) ? 0 : 1;
} catch (error) {
  console.error(masked(explain(error)));
  process.exitCode = 1;
}

/** What the arguments ask for; it answers whether it could be done. Null: there is no such command. */
function commandOf(args: readonly string[]): (() => Promise<boolean>) | null {
  const [subject, action, which, ...rest] = args;
  if (rest.length > 0) return null;
  if (subject === 'trace' && action !== undefined && (which === undefined || which === '--statements'))
    return () => trace(action, which !== undefined);
  const work = inSystem(subject, action, which);
  return (
    work &&
    (async () => {
      const system = await openSystem(directory, process.env);
      try {
        return await work(system);
      } finally {
        await system.close();
      }
    })
  );
}

/** Those that look into the system while it runs. */
function inSystem(
  subject: string | undefined,
  action: string | undefined,
  which: string | undefined,
): ((system: System) => Promise<boolean>) | null {
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

async function trace(id: string, statements: boolean): Promise<boolean> {
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  const drawn = await drawTraces(directory, id, { statements, colours });
  console.log(drawn.length === 0 ? `no trace is kept of ${id}` : drawn.join('\n\n'));
  return drawn.length > 0;
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

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkInvariants, invariants } from './invariants/check.ts';
import { masked } from './invariants/readable.ts';
import { explain, openSystem } from './ops/system.ts';

/**
 * `npm run check:invariants`: what must hold in the running system, read from its databases, streams and sandbox. One line
 * an invariant, the rows that show a violation below it; exits 1 when there is one.
 */
const SHOWN = 5;
const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

try {
  const system = await openSystem(directory, process.env);
  try {
    process.exitCode = report(await checkInvariants(system));
  } finally {
    await system.close();
  }
} catch (error) {
  console.error(masked(explain(error)));
  process.exitCode = 1;
}

function report(violations: Awaited<ReturnType<typeof checkInvariants>>): 0 | 1 {
  for (const { invariant, what } of invariants) {
    const rows = violations.find((violation) => violation.invariant === invariant)?.rows ?? [];
    console.log(`${rows.length === 0 ? '✓' : '✗'} ${invariant}: ${what}`);
    for (const row of rows.slice(0, SHOWN)) console.log(`    ${masked(JSON.stringify(row))}`);
    if (rows.length > SHOWN) console.log(`    … and ${rows.length - SHOWN} more`);
  }
  console.log(
    violations.length === 0
      ? `\nall ${invariants.length} invariants hold`
      : `\n${violations.length} of ${invariants.length} invariants are violated`,
  );
  return violations.length === 0 ? 0 : 1;
}

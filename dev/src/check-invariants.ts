import { checkInvariants, invariants } from '@movecall/ops/invariants/check';
import { masked } from '@movecall/ops/invariants/readable';
import { explain } from '@movecall/ops/system';
import { openSystem } from './running-system.ts';

/**
 * `npm run check:invariants`: what must hold in the running system, read from its databases, streams and sandbox. One line
 * an invariant, the rows that show a violation below it; exits 1 when there is one.
 */
const SHOWN = 5;

try {
  const system = await openSystem(process.env);
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

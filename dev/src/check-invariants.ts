import { checkInvariants, invariants } from '@movecall/ops/invariants/check';
import { maskPhones } from '@movecall/ops/invariants/plaintext';
import { explain } from '@movecall/ops/system';
import { openSystem } from './running-system.ts';

/**
 * `npm run check:invariants`: checks the invariants in the databases, streams and sandbox of the running system. Prints one line
 * for each invariant and, below it, the rows that violate it. Exits with 1 when there is a violation.
 */
const ROWS_SHOWN = 5;

try {
  const system = await openSystem(process.env);
  try {
    process.exitCode = report(await checkInvariants(system));
  } finally {
    await system.close();
  }
} catch (error) {
  console.error(maskPhones(explain(error)));
  process.exitCode = 1;
}

function report(violations: Awaited<ReturnType<typeof checkInvariants>>): 0 | 1 {
  for (const { invariant, what } of invariants) {
    const rows = violations.find((violation) => violation.invariant === invariant)?.rows ?? [];
    console.log(`${rows.length === 0 ? '✓' : '✗'} ${invariant}: ${what}`);
    for (const row of rows.slice(0, ROWS_SHOWN)) console.log(`    ${maskPhones(JSON.stringify(row))}`);
    if (rows.length > ROWS_SHOWN) console.log(`    … and ${rows.length - ROWS_SHOWN} more`);
  }
  console.log(
    violations.length === 0
      ? `\nall ${invariants.length} invariants hold`
      : `\n${violations.length} of ${invariants.length} invariants are violated`,
  );
  return violations.length === 0 ? 0 : 1;
}

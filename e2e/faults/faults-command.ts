import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { runCampaign } from './campaign.ts';
import { createConsoleProgress } from './console-progress.ts';
import type { Fault } from './fault.ts';
import { matrix } from './matrix/matrix.ts';
import { isLate, writeReliabilityPage } from './reliability-page.ts';

/**
 * `npm run faults [-- --quick --share 0.2 --seed n --only text]`: breaks the running system in every way of the matrix. A whole campaign
 * writes docs/reliability.md; `--report file` writes what any other saw. `--lanes 2` runs two groups at a time, each on a system of
 * its own. Exits 1 when anything did not hold.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    share: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    report: { type: 'string' },
    lanes: { type: 'string', default: '1' },
  },
});
const seed = Number.parseInt(values.seed ?? String(Math.floor(Math.random() * 2 ** 31)), 10);
if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
const share = Number(values.share);
if (!(share > 0 && share <= 1)) throw new Error('--share takes a number over 0, up to 1');
const runsOf = ({ runs }: Fault): number => (values.quick ? runs.quick : Math.ceil(runs.full * share));
const size = values.quick ? 'quick' : share === 1 ? 'full' : `${share} of full`;
const wanted = values.only.map((text) => text.toLowerCase());
const faults = matrix.filter(
  (fault) =>
    runsOf(fault) > 0 &&
    (wanted.length === 0 ||
      wanted.some((text) => `${fault.group}: ${fault.name}`.toLowerCase().includes(text))),
);
if (faults.length === 0) throw new Error(`no fault has "${values.only.join('" or "')}" in its name`);

const startedAt = new Date();
console.log(`${faults.length} faults, ${size}, seed ${seed} (the same inputs again: --seed ${seed})`);
const lanes = Number.parseInt(values.lanes, 10) || 1;
const progress = createConsoleProgress(process.stdout, faults, runsOf);
const results = await runCampaign({ faults, seed, runsOf, lanes, progress });

const whole = size === 'full' && faults.length === matrix.length;
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const file = values.report ?? (whole ? page : undefined);
if (file !== undefined) {
  const tookMs = Date.now() - startedAt.getTime();
  const text = writeReliabilityPage(results, {
    seed,
    size,
    lanes,
    startedAt,
    tookMs,
    commit: currentCommit(),
  });
  await writeFile(file, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
  console.log(`\nwritten to ${file}`);
}

const violated = results.filter(({ violations }) => violations.length > 0);
const late = results.filter(({ fault, recoveriesMs }) => isLate(fault.p99Ms, recoveriesMs));
const runs = results.reduce((sum, result) => sum + result.runs, 0);
console.log(
  `\n${runs} runs of ${results.length} faults: violations in ${violated.length}, slower than they may be: ${late.length}`,
);
process.exitCode = violated.length > 0 ? 1 : 0;

function currentCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

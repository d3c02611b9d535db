import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { type Result, runCampaign } from './campaign.ts';
import { createConsoleProgress } from './console-progress.ts';
import { compareWithEarlier, readEarlierCampaign } from './earlier-campaign.ts';
import type { Fault } from './fault.ts';
import { isLate } from './fault-classes.ts';
import { matrix } from './matrix/matrix.ts';
import { type CampaignContext, summarizeCampaign, writeReliabilityPage } from './reliability-page.ts';

/**
 * `npm run faults`: injects the faults of the matrix into the running system. Exits with 1 when there was a violation.
 *
 *   --quick         a sample of the faults, a few runs each
 *   --share 0.2     this share of the full campaign's runs
 *   --seed 7        repeats the inputs of an earlier campaign
 *   --only TEXT     only faults with this text in their group or name; may be given again
 *   --lanes 2       this many groups at the same time, each on a system of its own
 *   --report FILE   where to write the summary. A full campaign over all faults writes docs/reliability.md by default
 *   --json FILE     where to write the raw results. Default: a new file in .dev/faults/
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(root, 'docs/reliability.md');

const options = readOptions();
const runsOf = ({ runs }: Fault): number =>
  options.quick ? runs.quick : Math.ceil(runs.full * options.share);
const size = options.quick ? 'quick' : options.share === 1 ? 'full' : `${options.share} of full`;
const faults = selectFaults();

const startedAt = new Date();
console.log(
  `${faults.length} faults, ${size}, seed ${options.seed} (repeat the inputs with --seed ${options.seed})`,
);
const progress = createConsoleProgress(process.stdout, faults, runsOf);
const results = await runCampaign({ faults, seed: options.seed, runsOf, lanes: options.lanes, progress });

const context: CampaignContext = {
  seed: options.seed,
  size,
  lanes: options.lanes,
  startedAt,
  tookMs: Date.now() - startedAt.getTime(),
  commit: currentCommit(),
  machine: describeMachine(),
};
const earlier = await compareWithLastPage(results);
await writeResults();
printOutcome();

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      share: { type: 'string', default: '1' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      report: { type: 'string' },
      json: { type: 'string' },
      lanes: { type: 'string', default: '1' },
    },
  });
  const seed = Number.parseInt(values.seed ?? String(Math.floor(Math.random() * 2 ** 31)), 10);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) throw new Error('--share takes a number over 0, up to 1');
  return { ...values, seed, share, lanes: Number.parseInt(values.lanes, 10) || 1 };
}

function selectFaults(): Fault[] {
  const wanted = options.only.map((text) => text.toLowerCase());
  const isWanted = ({ group, name }: Fault): boolean =>
    wanted.length === 0 || wanted.some((text) => `${group}: ${name}`.toLowerCase().includes(text));
  const selected = matrix.filter((fault) => runsOf(fault) > 0 && isWanted(fault));
  if (selected.length === 0)
    throw new Error(`no fault of this campaign has "${options.only.join('" or "')}" in its group or name`);
  return selected;
}

async function compareWithLastPage(now: readonly Result[]): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8').catch(() => '');
  const last = readEarlierCampaign(
    page,
    matrix.map(({ name }) => name),
  );
  return last ? compareWithEarlier(last, now) : [];
}

async function writeResults(): Promise<void> {
  const name = startedAt.toISOString().replaceAll(':', '-').slice(0, 19);
  const json = options.json ?? join(root, '.dev/faults', `${name}.json`);
  await mkdir(dirname(json), { recursive: true });
  await writeFile(json, `${JSON.stringify({ context, results: results.map(toJson) }, null, 1)}\n`);
  console.log(`\nraw results: ${json}`);

  const isWhole = size === 'full' && faults.length === matrix.length;
  const file = options.report ?? (isWhole ? PAGE : undefined);
  if (file === undefined) return;
  const text = writeReliabilityPage(summarizeCampaign(results, context, earlier));
  await writeFile(file, await format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
  console.log(`summary: ${file}`);
}

function toJson({ fault, recoveriesMs, tookMs, ...result }: Result) {
  const { name, group, expect, p99Ms } = fault;
  return {
    fault: { name, group, expect, p99Ms },
    ...result,
    recoveriesMs: recoveriesMs.map(Math.round),
    tookMs: Math.round(tookMs),
  };
}

function printOutcome(): void {
  const violated = results.filter(({ violations }) => violations.length > 0);
  const late = results.filter(({ fault, recoveriesMs }) => isLate(fault.p99Ms, recoveriesMs));
  const runs = results.reduce((sum, result) => sum + result.runs, 0);
  if (earlier.length > 0) {
    console.log('\nviolated in the campaign before (docs/reliability.md):');
    for (const line of earlier) console.log(`  ${line}`);
  }
  console.log(
    `\n${runs} runs of ${results.length} faults: ${violated.length} faults violated, ${late.length} slower than their limit`,
  );
  for (const { fault } of violated) console.log(`  violated: ${fault.name}`);
  for (const { fault } of late) console.log(`  slower than the limit: ${fault.name}`);
  process.exitCode = violated.length > 0 ? 1 : 0;
}

function currentCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function describeMachine(): string {
  const processors = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return (
    `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown model'}), ${memoryGb} GB of memory, ` +
    `${type()} ${release()} ${arch()}, Node ${process.versions.node}`
  );
}

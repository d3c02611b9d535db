import { spawnSync } from 'node:child_process';
import { planDeployment, type Step } from './deployment-plan.ts';
import { parseManifests } from './documents.ts';
import { type Overlay, overlays, render } from './render.ts';

/** `npm run deploy -- OVERLAY [VERSION] [--back] [--dry-run]`: deploys to the cluster of kubectl's current context. */
const USAGE = `Usage: npm run deploy -- ${overlays.join('|')} [VERSION] [--back] [--dry-run]
  VERSION    the images' version; default: the one in the overlay's release.yaml
  --back     for a VERSION older than the running one: deploys the router first
  --dry-run  prints the steps without running them`;

const args = process.argv.slice(2);
const dryRun = args.includes('--dry-run');
const direction = args.includes('--back') ? 'back' : 'forward';
const [overlay, version, ...rest] = args.filter((argument) => !['--dry-run', '--back'].includes(argument));

if (!isOverlay(overlay) || rest.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
try {
  const steps = planDeployment(parseManifests(await render(overlay, version)), direction);
  if (dryRun) steps.forEach(print);
  else process.exitCode = steps.every(run) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function isOverlay(text: string | undefined): text is Overlay {
  return overlays.includes(text as Overlay);
}

function print({ title, args: kubectl, applied }: Step): void {
  console.log(`# ${title}\nkubectl ${kubectl.map(quoted).join(' ')}`);
  if (applied) console.log(applied.titles.map((name) => `  ${name}`).join('\n'));
}

function quoted(text: string): string {
  return /^[\w./=:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Runs a step. @returns whether it succeeded; after a failure no further step runs, and the running pods stay */
function run({ title, args: kubectl, applied, why }: Step): boolean {
  console.log(`→ ${title}`);
  const { status, error } = spawnSync('kubectl', kubectl, {
    input: applied?.text ?? '',
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  if (status === 0) return true;
  if (why) spawnSync('kubectl', why, { stdio: ['ignore', 'inherit', 'inherit'] });
  console.error(`failed: ${title}${error ? ` (${error.message})` : ''}. The running pods were left alone.`);
  return false;
}

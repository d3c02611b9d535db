// What `npm start`, `npm test` and `npm run …` run: installs when needed, then hands over to the command's script.
// Before the installation there is nothing but Node itself, so this file uses only Node's own modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const COMMANDS = {
  start: 'dev/src/start.ts',
  test: 'testkit/src/test.ts',
  scenario: 'dev/src/scenario.ts',
  service: 'dev/src/service.ts',
  'check-invariants': 'dev/src/check-invariants.ts',
  ops: 'dev/src/ops.ts',
  faults: 'e2e/faults/main.ts',
  bench: 'bench/main.ts',
  build: 'release/src/build.ts',
  'production:check': 'release/src/production-check.ts',
  manifests: 'k8s/src/manifests.ts',
  'secrets:k8s': 'k8s/src/fresh-secrets.ts',
  deploy: 'k8s/src/deploy.ts',
  image: 'release/src/image.ts',
  secrets: 'release/src/make-secrets.ts',
  sizes: 'dev/src/sizes.ts',
  smoke: 'release/src/smoke.ts',
};
const PNPM = 'pnpm@10.34.9';
const root = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
const oldest = { 20: 19, 22: 12 }[major];
if (major < 20 || major === 21 || minor < (oldest === undefined ? 0 : oldest)) {
  fail(
    `movecall needs Node 20.19 or newer (of the 22 line: 22.12 or newer). This is Node ${process.versions.node}.`,
  );
}

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command)) {
  fail(`Unknown command ${command}. There are: ${Object.keys(COMMANDS).join(', ')}.`);
}

install();
process.chdir(root);
const script = join(root, COMMANDS[command]);
process.argv = [process.execPath, script, ...args];
// In this very process: signals, terminal and exit code need no forwarding then.
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(script).href);

/** Installs when what is to be installed differs from what was installed last. */
function install() {
  const marker = join(root, 'node_modules', '.movecall-install');
  const wanted = fingerprint();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  // Not to standard output: what a command prints there may be read by another program.
  console.error('installing the dependencies (once, and again when they change)');
  const since = Date.now();
  const { status, error } = spawnSync(
    'npx',
    ['--yes', PNPM, 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false'],
    { cwd: root, stdio: ['inherit', 2, 2], env: { ...process.env, NPM_CONFIG_UPDATE_NOTIFIER: 'false' } },
  );
  if (error) fail(`npx, which comes with npm, could not be run: ${error.message}`);
  if (status !== 0) fail('The dependencies could not be installed; what pnpm says above tells why.');
  writeFileSync(marker, wanted);
  console.error(`installed in ${((Date.now() - since) / 1000).toFixed(1)} s`);
}

function fingerprint() {
  const patches = join(root, 'patches');
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name));
  if (existsSync(patches))
    files.push(
      ...readdirSync(patches)
        .toSorted()
        .map((name) => join(patches, name)),
    );
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

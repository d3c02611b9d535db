// Runs `npm start`, `npm test` and most `npm run` commands: installs the dependencies if they have changed, then runs the
// command's script. The first run has no dependencies yet, so this file imports Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The script of each command; `setup` only installs.
 *
 * @type {Readonly<Record<string, string | null>>}
 */
const COMMANDS = {
  setup: null,
  start: 'dev/src/start.ts',
  test: 'testkit/src/test.ts',
  scenario: 'dev/src/scenario.ts',
  service: 'dev/src/service.ts',
  'check-invariants': 'dev/src/check-invariants.ts',
  ops: 'dev/src/ops.ts',
  faults: 'e2e/faults/faults-command.ts',
  bench: 'bench/bench-command.ts',
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
const root = fileURLToPath(new URL('..', import.meta.url));
const { engines, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

if (!isSupported(process.versions.node, engines.node)) {
  fail(
    `movecall needs Node ${engines.node}; this is Node ${process.versions.node}. Install the version in .nvmrc.`,
  );
}

const [command = '', ...args] = process.argv.slice(2);
const source = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (source === undefined) {
  fail(`Unknown command ${command}. There are: ${Object.keys(COMMANDS).join(', ')}.`);
}

install();
process.chdir(root);
if (source === null) process.exit();
const script = join(root, source);
process.argv = [process.execPath, script, ...args];
// The script runs in this process, so signals, the terminal and the exit code need no forwarding.
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(script).href);

/**
 * Whether a version of Node is in a range such as `^20.19 || >=22.12`.
 *
 * @param {string} version
 * @param {string} range
 */
function isSupported(version, range) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return range.split(' || ').some((alternative) => {
    const [, operator, least, leastMinor] = /^(\^|>=)(\d+)\.(\d+)$/.exec(alternative) ?? [];
    if (major === Number(least)) return minor >= Number(leastMinor);
    return operator === '>=' && major > Number(least);
  });
}

/** Installs the dependencies unless the last installation was of the same lockfile and patches. */
function install() {
  const marker = join(root, 'node_modules', '.movecall-install');
  const wanted = fingerprint();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  // On standard error, because another program may read a command's standard output.
  console.error('installing the dependencies (the first time, and whenever they change)');
  const since = Date.now();
  const { status, error } = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false'],
    { cwd: root, stdio: ['inherit', 2, 2], env: { ...process.env, NPM_CONFIG_UPDATE_NOTIFIER: 'false' } },
  );
  if (error) fail(`npx could not be run: ${error.message}. It comes with npm: install npm.`);
  if (status !== 0) fail('The dependencies could not be installed: pnpm prints the reason above.');
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

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}

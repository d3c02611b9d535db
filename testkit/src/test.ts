import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seconds } from '@movecall/values/duration';
import { countTests, type Count, type VitestReport } from './test-count.ts';

/**
 * `npm test [-- arguments of vitest]` runs the checks and, at the same time, all tests or those that the arguments select. A
 * failure does not stop the rest. The last line shows how many passed and failed. The exit code is 1 when a check or a test
 * failed, or when no test ran. `npm run test:long` passes `--long`, which runs every test at its full length.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const CHECKS = ['schema:check', 'format:check', 'typecheck', 'lint', 'boundaries'];
const SLOWEST = join(root, 'testkit/src/slowest.ts');
const NEEDED_BY_SKIPPED = 'Chromium (or CHROMIUM_PATH), promtool, python3 with redis, Spin and a C compiler';

// A signal that ends this process also ends its children. Then the children's folders are removed. The terminal sends Ctrl-C
// to the children directly.
const children = new Set<ChildProcess>();
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') children.forEach((child) => child.kill(signal));
  });
}

const given = process.argv.slice(2);
if (given.includes('--long')) process.env['TEST_LENGTH'] = 'long';

const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const [checks, tests] = await Promise.all([
  Promise.all(CHECKS.map(check)),
  runVitest(given.filter((argument) => argument !== '--long')),
]);
if (tests.passed + tests.failed === 0) {
  console.log('No test ran, and that is a failure too.');
  tests.failed = 1;
}
for (const { name, passed, tookMs, output } of checks) {
  console.log(`${passed ? '✓' : '✗'} ${name.padEnd(14)} ${seconds(tookMs)}`);
  if (!passed) console.log(output.trimEnd());
}
const passed = tests.passed + checks.filter((each) => each.passed).length;
const failed = tests.failed + checks.filter((each) => !each.passed).length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function check(name: string) {
  const since = performance.now();
  const script = scripts[name] ?? `echo "package.json has no script ${name}"; exit 1`;
  const { code, output } = await run('sh', ['-c', script]);
  return { name, passed: code === 0, tookMs: performance.now() - since, output };
}

async function runVitest(filters: readonly string[]): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-report-'));
  try {
    const file = join(folder, 'report.json');
    const reporters = ['default', SLOWEST, 'json'].map((reporter) => `--reporter=${reporter}`);
    const options = ['--passWithNoTests', ...reporters, `--outputFile.json=${file}`];
    const { code } = await run('vitest', ['run', ...options, ...filters], 'inherit');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const report = text === undefined ? undefined : (JSON.parse(text) as VitestReport);
    if (report !== undefined && report.numPendingTests > 0)
      console.log(
        `${report.numPendingTests} skipped, since what they need is not here: ${NEEDED_BY_SKIPPED}`,
      );
    return countTests(report, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end. `keep` returns the program's output; `inherit` prints the output immediately. */
function run(
  command: string,
  args: readonly string[],
  output: 'keep' | 'inherit' = 'keep',
): Promise<{ code: number; output: string }> {
  const binaries = join(root, 'node_modules', '.bin');
  const stdio: StdioOptions = output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio,
      env: { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}` },
    });
    children.add(child);
    let kept = '';
    child.stdout?.on('data', (chunk: Buffer) => (kept += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (kept += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output: kept });
    });
  });
}

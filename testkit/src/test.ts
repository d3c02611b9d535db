import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seconds } from '@movecall/values/duration';
import { countTests, type Count, type VitestReport } from './test-count.ts';

/**
 * `npm test [-- filters]`: the checks, side by side, then all tests (or the files that the filters name). Everything runs, also after
 * a failure; the last line counts, and the exit code is 1 when something failed or when no test ran.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const CHECKS = ['schema:check', 'format:check', 'typecheck', 'lint', 'boundaries'];

// Whoever ends us by a signal ends what we run, and we tidy up after it. (A Ctrl-C reaches both of us by itself.)
const children = new Set<ChildProcess>();
let interrupted = false;
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  process.on(signal, () => {
    interrupted = true;
    if (signal !== 'SIGINT') children.forEach((child) => child.kill(signal));
  });
}

const total: Count = { passed: 0, failed: 0 };
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
await Promise.all(CHECKS.map(check));

const tests = interrupted ? { passed: 0, failed: 1 } : await runVitest(process.argv.slice(2));
if (tests.passed + tests.failed === 0) {
  console.log('No test ran, and that is a failure too.');
  tests.failed = 1;
}
console.log(`${total.passed + tests.passed} passed, ${total.failed + tests.failed} failed`);
process.exit(total.failed + tests.failed > 0 ? 1 : 0);

async function check(name: string): Promise<void> {
  const since = performance.now();
  const script = scripts[name] ?? `echo "package.json has no script ${name}"; exit 1`;
  const { code, output } = await run('sh', ['-c', script]);
  total[code === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(14)} ${seconds(performance.now() - since)}`);
  if (code !== 0) console.log(output.trimEnd());
}

async function runVitest(filters: readonly string[]): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-report-'));
  try {
    const file = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await run('vitest', ['run', '--passWithNoTests', ...reporters, ...filters], 'inherit');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const report = text === undefined ? undefined : (JSON.parse(text) as VitestReport);
    if (report && report.numPendingTests > 0) {
      console.log(
        `${report.numPendingTests} skipped, since what they need is not here: Chromium (or CHROMIUM_PATH), promtool, python3 with redis`,
      );
    }
    return countTests(report, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program of ours to its end. Its output is kept, unless it is to be seen as it comes. */
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

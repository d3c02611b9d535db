import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const REPORTER = fileURLToPath(new URL('../src/slowest.ts', import.meta.url));

/** Runs vitest on the files of a new folder, and returns what the reporter prints. */
async function report(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'movecall-slowest-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source);
  const args = [VITEST, 'run', '--root', folder, '--globals', `--reporter=${REPORTER}`];
  return (await run(process.execPath, args, { cwd: folder })).stdout;
}

test('the time of a file includes its hooks, and a skipped test took no time', async () => {
  const printed = await report({
    'hook.test.mjs': `
      beforeAll(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
      test('prepared', () => undefined);
      test.skip('skipped', () => undefined);`,
    'quick.test.mjs': `describe('group', () => { test('quick', () => undefined); });`,
  });
  const [, files = '', tests = ''] =
    /The slowest files:\n(.*)\nThe slowest tests:\n(.*)/s.exec(printed) ?? [];
  const [slowest = '', next] = files.split('\n');
  expect(slowest).toMatch(/ s {2}hook\.test\.mjs$/);
  expect(Number.parseFloat(slowest)).toBeGreaterThanOrEqual(1);
  expect(next).toMatch(/ s {2}quick\.test\.mjs$/);
  expect(tests).toContain('hook.test.mjs: prepared');
  expect(tests).toContain('quick.test.mjs: group > quick');
  expect(tests).toContain('   0.0 s  hook.test.mjs: skipped');
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWebPage } from '../src/web-page.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': '',
  'packages/values/src/days.ts': '',
  'web/index.html': '<!doctype html><title>이사콜</title><script type="module" src="/src/main.ts"></script>',
  'web/src/main.ts': 'document.title += "!";',
  'web/public/robots.txt': 'User-agent: *',
  'web/operations.ts': '',
  'web/package.json': '{}',
  'web/vite.config.ts': 'export default {};',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  for (const [name, text] of Object.entries(SOURCES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('several builds at once leave one complete page and nothing else', async () => {
  const web = join(folder, 'web');
  await Promise.all(Array.from({ length: 8 }, () => buildWebPage(() => undefined, web)));
  expect(await readFile(join(web, 'dist/index.html'), 'utf8')).toContain('이사콜');
  expect((await readdir(web)).filter((name) => name.startsWith('.dist'))).toEqual([]);
});

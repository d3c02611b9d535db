import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kills } from '../matrix/kills.ts';
import { failpoints } from '../failpoints.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands in `await failpoint('…')` in the sources of whatever runs. */
function inSources(): string[] {
  const folders = ['packages', 'subgraphs'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name, 'src')),
  );
  const files = [...folders, join(root, 'notifier/src')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?! *\*).*\bfailpoint\('([^']+)'\)/gm)].map(
      ([, name = '']) => name,
    ),
  );
}

test('every named step of the sources is among the steps at which things go wrong, and there are no others', () => {
  expect([...new Set(failpoints.map(({ name }) => name))].toSorted()).toEqual(inSources().toSorted());
});

test('a kill at every step happens five hundred times in a full campaign', () => {
  expect(kills).toHaveLength(failpoints.length);
  expect(kills.reduce((sum, { runs }) => sum + runs.full, 0)).toBeGreaterThanOrEqual(500);
  expect(Math.min(...kills.map(({ runs }) => runs.full))).toBeGreaterThanOrEqual(5);
});

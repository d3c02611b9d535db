import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { failpoints } from '../failpoints.ts';
import { failpointKills } from '../matrix/failpoint-faults.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The names in all `failpoint('…')` calls of the packages and services. */
function failpointsInSources(): string[] {
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

test('the list of failpoints is the same as the failpoint calls in the sources', () => {
  expect([...new Set(failpoints.map(({ name }) => name))].toSorted()).toEqual(
    failpointsInSources().toSorted(),
  );
});

test('a full campaign kills at every failpoint, at least five hundred times in all', () => {
  expect(failpointKills).toHaveLength(failpoints.length);
  expect(failpointKills.reduce((sum, { runs }) => sum + runs.full, 0)).toBeGreaterThanOrEqual(500);
  expect(Math.min(...failpointKills.map(({ runs }) => runs.full))).toBeGreaterThanOrEqual(5);
});

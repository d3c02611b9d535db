import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from '@movecall/testkit/configurations';
import { repositoryFiles } from './support/repository-files.ts';

const documents = repositoryFiles.filter((path) => path.endsWith('.md'));
const texts = new Map(await Promise.all(documents.map(async (path) => [path, await textOf(path)] as const)));

/** All folders that hold a file of the repository. */
const folders = repositoryFiles.flatMap((path) =>
  path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')),
);
const known = new Set([...repositoryFiles, ...folders]);
const isThere = (path: string): boolean => known.has(path.replace(/\/$/, ''));

/** Relative links of a document, as paths in the repository. */
const linksOf = (path: string, text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|src="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => normalize(join(dirname(path), link)));

/** Paths in code spans that begin with a folder of the repository. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\/?)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => folders.includes(path.split('/')[0] ?? ''));

test('every link of a document leads to a file of the repository', () => {
  const links = [...texts].flatMap(([path, text]) => linksOf(path, text).map((link) => ({ path, link })));
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ link }) => !isThere(link))).toEqual([]);
});

test('every path that a document names is there', () => {
  const named = [...texts].flatMap(([path, text]) => pathsIn(text).map((name) => ({ path, name })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !isThere(normalize(name)) && !isGenerated(name))).toEqual([]);
});

/** Written by a build, or read from an installed package. */
const isGenerated = (path: string): boolean => /^web\/dist\b|node_modules/.test(path);

test('a missing path is noticed', () => {
  expect(pathsIn('see `router/src/no-such.ts`').filter((path) => !isThere(path))).toEqual([
    'router/src/no-such.ts',
  ]);
  expect(linksOf('docs/a.md', '[x](../no-such.md)').filter((path) => !isThere(path))).toEqual(['no-such.md']);
});

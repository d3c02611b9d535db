import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseManifests, services } from '../src/documents.ts';
import { renderedFile } from '../src/render.ts';
import { configuredTalks } from '../src/talks.ts';
import { context } from './context.ts';

test('the picture of who talks to whom is what production is configured for', async () => {
  const manifests = parseManifests(await readFile(renderedFile('production'), 'utf8'));
  const serving = new Set(services(manifests).map(({ name }) => name));
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const drawn = [...readme.matchAll(/^ {2}(\w+) --> (\w+)$/gm)]
    .filter(([, from = '', to = '']) => serving.has(from) && serving.has(to))
    .map(([, from, to]) => `${from} → ${to}:8080`);
  expect(drawn.toSorted()).toEqual([...configuredTalks(manifests, context.secretValue)].toSorted());
});

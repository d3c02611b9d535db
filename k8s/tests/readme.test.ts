import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { committedManifests } from '../src/committed-manifests.ts';
import { services } from '../src/documents.ts';
import { overlays } from '../src/render.ts';
import { configuredTraffic } from '../src/traffic.ts';
import { context } from './context.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

test('the traffic diagram shows what production is configured for', async () => {
  const manifests = await committedManifests('production');
  const serving = new Set(services(manifests).map(({ name }) => name));
  const drawn = [...readme.matchAll(/^ {2}(\w+) --> (\w+)$/gm)]
    .filter(([, from = '', to = '']) => serving.has(from) && serving.has(to))
    .map(([, from, to]) => `${from} → ${to}:8080`);
  expect(drawn.toSorted()).toEqual([...configuredTraffic(manifests, context.secretValue)].toSorted());
});

test('the listed rights cover all kinds that are applied', async () => {
  const [, listed = ''] = /^- get, create, patch: ([^]*?)\n- /m.exec(readme) ?? [];
  const kinds = new Set((await Promise.all(overlays.map(committedManifests))).flat().map(({ kind }) => kind));
  kinds.delete('Namespace');
  expect(listed.split(/,\s+/).toSorted()).toEqual([...kinds].toSorted());
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { committedFile, committedManifests, renderCommitted } from '../src/committed-manifests.ts';
import { find, ofKind, parseManifests } from '../src/documents.ts';
import { hasKubectl, isVersion, overlays, render } from '../src/render.ts';
import { releaseOf } from './edit.ts';

const rendered = hasKubectl() ? overlays : [];
if (rendered.length === 0)
  console.log('skipped: without kubectl it is not checked whether k8s/rendered is up to date');

test.each(rendered)('the committed file of %s is up to date', async (overlay) => {
  expect(await renderCommitted(overlay), 'write it with: npm run manifests').toBe(
    await readFile(committedFile(overlay), 'utf8'),
  );
});

test.each(rendered)('the committed manifests of %s are what it renders to', async (overlay) => {
  expect(await committedManifests(overlay)).toEqual(parseManifests(await render(overlay)));
});

test.each(rendered)('a version is one line of %s: images, labels and jobs follow', async (overlay) => {
  const version = '2.0.0-rc.1';
  const committed = await committedManifests(overlay);
  const text = await render(overlay, version);
  const manifests = parseManifests(text);
  expect(find(manifests, 'ConfigMap', 'release')?.data).toEqual({ version });
  expect(ofKind(manifests, 'Job').map(({ metadata }) => metadata.name)).toContain(`migrate-call-${version}`);
  expect(parseManifests(text.replaceAll(version, releaseOf(committed)))).toEqual(committed);
});

test('a text that cannot be a tag, a label and a name is not a version', async () => {
  await expect(render('production', 'v1 beta')).rejects.toThrow('not a version');
});

test.each([
  ['1.2.3', true],
  ['f12a335', true],
  ['1.2.3-rc.1', true],
  ['V1', false],
  ['-1', false],
  ["1' x", false],
  ['a'.repeat(41), false],
])('%s can be a version: %s', (text, expected) => {
  expect(isVersion(text)).toBe(expected);
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { find, ofKind, parseManifests } from '../src/documents.ts';
import { hasKubectl, isVersion, overlays, render, renderedFile } from '../src/render.ts';
import { releaseOf } from './edit.ts';

// kubectl starts once for each rendering, beside whatever else this machine does.

const rendered = hasKubectl() ? overlays : [];
if (rendered.length === 0)
  console.log('kubectl is not here: whether k8s/rendered is up to date was not checked');

test.each(rendered)('%s is rendered to what is committed', async (overlay) => {
  expect(await render(overlay), 'write it with: npm run manifests').toBe(
    await readFile(renderedFile(overlay), 'utf8'),
  );
});

test.each(rendered)('a version is one line of %s: images, labels and jobs follow', async (overlay) => {
  const version = '2.0.0-rc.1';
  const committed = await readFile(renderedFile(overlay), 'utf8');
  const text = await render(overlay, version);
  const manifests = parseManifests(text);
  expect(find(manifests, 'ConfigMap', 'release')?.data).toEqual({ version });
  expect(ofKind(manifests, 'Job').map(({ metadata }) => metadata.name)).toContain(`migrate-call-${version}`);
  expect(text.replaceAll(version, releaseOf(parseManifests(committed)))).toBe(committed);
});

test('what cannot be a tag, a label and a name is no version', async () => {
  await expect(render('production', 'v1 beta')).rejects.toThrow('no version');
});

test.each([
  ['1.2.3', true],
  ['f12a335', true],
  ['1.2.3-rc.1', true],
  ['V1', false],
  ['-1', false],
  ["1' x", false],
  ['a'.repeat(41), false],
])('%s may be a version: %s', (text, expected) => {
  expect(isVersion(text)).toBe(expected);
});

import { expect, test } from 'vitest';
import { committedManifests } from '../src/committed-manifests.ts';
import type { Manifest } from '../src/documents.ts';
import { applyDifference, differenceOf } from '../src/overlay-difference.ts';
import { editOf, releaseOf, remove } from './edit.ts';

const production = await committedManifests('production');
const byTitle = (manifests: readonly Manifest[]) =>
  new Map(manifests.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));

test.each(['local', 'staging'] as const)(
  'production with its difference to %s applied is %s',
  async (overlay) => {
    const manifests = await committedManifests(overlay);
    const applied = applyDifference(production, differenceOf(production, manifests));
    expect(byTitle(applied)).toEqual(byTitle(manifests));
  },
);

test('staging differs from production in few fields', async () => {
  expect(differenceOf(production, await committedManifests('staging')).patch.length).toBeLessThan(40);
});

test('another version is one difference, not one in each manifest', () => {
  const release = releaseOf(production);
  const next = JSON.parse(JSON.stringify(production).replaceAll(release, 'v9.9.9')) as Manifest[];
  expect(differenceOf(production, next)).toMatchObject({ version: 'v9.9.9', patch: [] });
});

test('a difference that does not fit its base is refused', async () => {
  const difference = differenceOf(production, await committedManifests('staging'));
  const edit = editOf(production);
  remove(edit, 'ScaledObject', 'call');
  expect(() => applyDifference(edit.all, difference)).toThrow('does not fit its base');
});

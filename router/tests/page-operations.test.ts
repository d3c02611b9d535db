import { apiSdl, supergraphSdl } from '@movecall/schema/sdl';
import { buildSchema, parse, validate } from 'graphql';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { operationsManifest } from '@movecall/web/operations';
import { documentLimits } from '../src/documents/document-limits.ts';
import { measureDocument } from '../src/documents/exceeded-limit.ts';
import { readFieldFacts } from '../src/documents/field-cost.ts';
import { createSafelist, type Manifest } from '../src/safelist.ts';

const manifest = (await operationsManifest(
  fileURLToPath(new URL('../../web/src', import.meta.url)),
)) as Manifest;
const schema = buildSchema(apiSdl());
const facts = readFieldFacts(supergraphSdl());

test('the operations of the page stay below half of the limits', () => {
  expect(manifest.operations.length).toBeGreaterThan(12);
  const half = {
    ...documentLimits,
    cost: documentLimits.cost / 2,
    selections: documentLimits.selections / 2,
  };
  for (const { name, body } of manifest.operations)
    expect([name, measureDocument(parse(body), schema, half, facts).exceeded]).toEqual([name, null]);
});

test('the manifest of the page is a safelist of valid operations, by id and by text', () => {
  const safelist = createSafelist(manifest);
  for (const { id, body } of manifest.operations) {
    expect(validate(schema, parse(body))).toEqual([]);
    expect(safelist.body(id)).toBe(body);
    expect(safelist.includes(body.replaceAll(/\s+/g, ' '))).toBe(true);
  }
  expect(safelist.includes('{ __typename }')).toBe(false);
});

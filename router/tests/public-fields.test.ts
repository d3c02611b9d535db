import { supergraphSdl } from '@movecall/schema/sdl';
import { expect, test } from 'vitest';
import { createPlanner } from '../src/documents/planner.ts';
import { readPublicFields } from '../src/documents/public-fields.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { requestOf, settings } from './support/documents-in-process.ts';

const loaded = await loadSupergraph(supergraphSdl());
let planned = 0;
const planner = createPlanner(
  {
    ...loaded,
    planner: {
      buildQueryPlan(...operation: Parameters<typeof loaded.planner.buildQueryPlan>) {
        planned += 1;
        return loaded.planner.buildQueryPlan(...operation);
      },
    } as never,
  },
  settings,
);

async function refusalOf(text: string, audience: 'signed-in' | 'signed-out') {
  const { preparation } = await planner.prepare({ ...requestOf(text), audience, overrides: [] });
  return 'refusals' in preparation ? preparation.refusals.map(({ code, status }) => [code, status]) : null;
}

test.each([
  '{ moveCalls(first: 1) { nodes { id } } }',
  '{ ...F } fragment F on Query { ... { moveCall(id: "x") { id } } }',
  'mutation { cancelMoveCall(id: "x") { moveCall { id } } }',
])('a signed-out client’s operation is refused before it is planned: %s', async (text) => {
  planned = 0;
  expect(await refusalOf(text, 'signed-out')).toEqual([['UNAUTHENTICATED', 200]]);
  expect(planned).toBe(0);
  expect(await refusalOf(text, 'signed-in')).toBeNull();
  expect(planned).toBe(1);
});

test.each([
  '{ viewer { role } }',
  '{ __typename }',
  '{ __schema { queryType { name } } }',
  'mutation { login(tel: "010", code: "1") { token } }',
  '{ viewer { role } moveCalls(first: 1) { nodes { id } } }',
  '{ ...F } fragment F on Query { viewer { role } }',
])('a signed-out client’s operation with a public field is planned: %s', async (text) => {
  expect(await refusalOf(text, 'signed-out')).toBeNull();
});

test('a supergraph without the directive leaves it to its subgraphs', () => {
  expect(readPublicFields('type Query { a: Int }')).toBeNull();
});

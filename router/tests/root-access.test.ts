import { supergraphSdl } from '@movecall/schema/sdl';
import { expect, test } from 'vitest';
import { createPlanner } from '../src/documents/planner.ts';
import { type Audience, readRootAccess } from '../src/documents/root-access.ts';
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

async function refusalOf(text: string, audience: Audience) {
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

test.each([
  '{ movers(first: 1) { nodes { id } } }',
  'mutation { ... { setMoverAvailability(id: "x", available: true) { mover { id } } } }',
])('what only operators may ask for is refused to others before it is planned: %s', async (text) => {
  planned = 0;
  expect(await refusalOf(text, 'signed-out')).toEqual([['UNAUTHENTICATED', 200]]);
  expect(await refusalOf(text, 'signed-in')).toEqual([['FORBIDDEN', 200]]);
  expect(planned).toBe(0);
  expect(await refusalOf(text, 'operator')).toBeNull();
});

test('an operation that has other fields as well is left to the subgraphs', async () => {
  expect(await refusalOf('{ moveCallFigures { hours { count } } viewer { role } }', 'signed-in')).toBeNull();
});

test('a supergraph without the directives leaves it to its subgraphs', () => {
  expect(readRootAccess('type Query { a: Int }')).toBeNull();
});

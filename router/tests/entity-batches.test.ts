import { supergraphSdl } from '@movecall/schema/sdl';
import { expect, test } from 'vitest';
import type { SubgraphAnswer } from '../src/subgraphs/client.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { documentsInProcess, prepare } from './support/documents-in-process.ts';

const loaded = await loadSupergraph(supergraphSdl());
const SUBSCRIPTION = 'subscription { moveCallFeed { moveCall { id cost order { status } } } }';

type Answer = (ids: readonly string[]) => SubgraphAnswer;
const costs: Answer = (ids) => ({ data: { _entities: ids.map((id) => ({ cost: Number(id) })) } });
const statuses: Answer = (ids) => ({
  data: { _entities: ids.map(() => ({ order: { status: 'ASSIGNED' } })) },
});

/** Executes one event for each call at once. `asked` are the ids of each request to call. */
async function executeEvents(
  ids: readonly string[],
  rights: (id: string) => string | undefined,
  answers: { readonly call?: Answer; readonly manage?: Answer } = {},
) {
  const asked: string[][] = [];
  const send =
    (answer: Answer, requests: string[][]) =>
    async ({ body }: { body: string }) => {
      const { representations } = JSON.parse(body).variables as { representations: { id: string }[] };
      requests.push(representations.map(({ id }) => id));
      return answer(representations.map(({ id }) => id));
    };
  const operation = await prepare(
    documentsInProcess({
      loaded,
      send: { call: send(answers.call ?? costs, asked), manage: send(answers.manage ?? statuses, []) },
    }),
    SUBSCRIPTION,
    'websocket',
  );
  const outcomes = await Promise.all(
    ids.map(async (id) => {
      const sharedRights = rights(id);
      const context = { viewer: null, traceparent: '', ...(sharedRights !== undefined && { sharedRights }) };
      return operation.execute({}, context, { moveCallFeed: { moveCall: { id } } });
    }),
  );
  return {
    asked,
    answers: outcomes.map((outcome): [call: unknown, errors: [message: string, path: unknown][]] => [
      outcome && JSON.parse(outcome.data)?.moveCallFeed?.moveCall,
      outcome?.errors.map(({ message, path }) => [message, path]) ?? [],
    ]),
  };
}
const answered = (id: string) => [{ id, cost: Number(id), order: { status: 'ASSIGNED' } }, []];

test('events with equal rights share a request, and each has its own entities', async () => {
  const { asked, answers } = await executeEvents(['1', '2', '3'], () => 'OPERATOR');
  expect(asked).toEqual([['1', '2', '3']]);
  expect(answers).toEqual(['1', '2', '3'].map(answered));
});

test('events of different rights, or of none, never share one', async () => {
  const rights = (id: string) => (Number(id) < 3 ? 'a' : Number(id) < 5 ? 'b' : undefined);
  const { asked, answers } = await executeEvents(['1', '2', '3', '4', '5', '6'], rights);
  expect(asked.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([['1', '2'], ['3', '4'], ['5'], ['6']]);
  expect(answers).toEqual(['1', '2', '3', '4', '5', '6'].map(answered));
});

test('a request is shared by at most 100 entities', async () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index));
  const { asked, answers } = await executeEvents(ids, () => 'OPERATOR');
  expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(answers).toEqual(ids.map(answered));
});

test('an error is that of its entity; one of no entity is everybody’s', async () => {
  const manage: Answer = (ids) => ({
    data: { _entities: ids.map((id) => (id === '2' ? null : { order: { status: 'ASSIGNED' } })) },
    errors: [{ message: 'second', path: ['_entities', 1, 'order'] }, { message: 'all' }],
  });
  const { answers } = await executeEvents(['1', '2', '3'], () => 'OPERATOR', { manage });
  const place = ['moveCallFeed', 'moveCall', 'order'];
  expect(answers).toEqual([
    [{ id: '1', cost: 1, order: { status: 'ASSIGNED' } }, [['all', undefined]]],
    [
      { id: '2', cost: 2, order: null },
      [
        ['second', place],
        ['all', undefined],
      ],
    ],
    [{ id: '3', cost: 3, order: { status: 'ASSIGNED' } }, [['all', undefined]]],
  ]);
});

test.each([
  ['gives no answer', () => Promise.reject(new Error('away')) as never, 'Not available at the moment.'],
  [
    'answers other entities',
    () => ({ data: { _entities: [] } }),
    'A subgraph answered with other entities than the router requested.',
  ],
])('a subgraph that %s costs each event its own fields', async (_, manage, message) => {
  const ids = Array.from({ length: 120 }, (_each, index) => String(index));
  const { answers } = await executeEvents(ids, () => 'OPERATOR', { manage });
  for (const [index, [call, errors]] of answers.entries()) {
    expect(call).toEqual({ id: String(index), cost: index, order: null });
    expect(errors.map(([text]) => text)).toEqual([message]);
  }
});

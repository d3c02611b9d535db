import { expect, test, vi } from 'vitest';
import { createOverrides, overrideLabelsIn } from '../src/execution/overrides.ts';
import { createSmallSupergraph } from './support/small-supergraph.ts';

const moved = (label: string) => ({
  old: {
    sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! price: Int name: String }',
    resolvers: { Query: { product: () => ({ id: '1', price: 1, name: 'old' }) } },
  },
  new: {
    sdl: `type Product @key(fields: "id") { id: ID! price: Int @override(from: "old", label: "${label}") }`,
    resolvers: { Product: { price: () => 2 } },
  },
});

test.each([
  ['percent(100)', [], 2],
  ['percent(0)', [], 1],
  ['price-moves', [], 1],
  ['price-moves', ['price-moves'], 2],
])('a field with the label %s, with %j switched on, has the answer %i', async (label, switchedOn, price) => {
  const { ask } = await createSmallSupergraph(moved(label), {}, switchedOn);
  expect(await ask('{ product { price name } }')).toEqual({
    data: { product: { price, name: 'old' } },
    errors: [],
  });
});

test('a percentage chooses the subgraph anew for each request', async () => {
  const random = vi.spyOn(Math, 'random');
  try {
    const { ask, takeRequests } = await createSmallSupergraph(moved('percent(25.5)'));
    const answers: unknown[] = [];
    for (const drawn of [0.254, 0.255, 0.9, 0]) {
      random.mockReturnValue(drawn);
      answers.push((await ask('{ product { price } }')).data);
    }
    expect(answers).toEqual([2, 1, 1, 2].map((price) => ({ product: { price } })));
    expect(takeRequests().map(({ subgraph }) => subgraph)).toEqual([
      'old',
      'new',
      'old',
      'old',
      'old',
      'new',
    ]);
  } finally {
    random.mockRestore();
  }
});

test('one number decides about all percentages: a request with the smaller one has the larger one as well', () => {
  let drawn = 0;
  const { choose } = createOverrides(
    ['percent(10)', 'percent(60)', 'on', 'off'],
    ['on', 'gone'],
    () => drawn,
  );
  const chosen = [0.05, 0.3, 0.8].map((number) => {
    drawn = number;
    return choose?.().id;
  });
  expect(chosen).toEqual(['1110', '0110', '0010']);
});

test('labels that are the same for every request cost a request nothing', () => {
  expect(createOverrides(['percent(100)', 'on'], [], () => 0.5).choose).toBeNull();
});

test('the labels are read from the supergraph', async () => {
  const { loaded } = await createSmallSupergraph(moved('percent(5)'));
  expect(overrideLabelsIn(loaded.sdl)).toEqual(['percent(5)']);
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPlanner } from '../src/documents/planner.ts';
import { createPlanningBudget } from '../src/documents/planning-budget.ts';
import type { Planner } from '../src/documents/planning-threads.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { documentsInProcess, prepare, requestOf, settings } from './support/documents-in-process.ts';
import { composed } from './support/test-supergraph-schema.ts';

const loaded = await loadSupergraph(
  composed({ shop: 'type Query { books: [Book] } type Book { title(of: Int): String }' }),
);

const send = { shop: async () => ({ data: { books: [] } }) };

/** A planner that counts its documents, and waits for `go` before each if it is given. */
function countingPlanner(go?: Promise<void>) {
  const planner = createPlanner(loaded, settings);
  const texts: string[] = [];
  return {
    texts,
    planner: {
      ...planner,
      async prepare(request) {
        texts.push(request.text);
        await go;
        return planner.prepare(request);
      },
    } satisfies Planner,
  };
}

test('a document is prepared once, however many clients wait for it, and known afterwards', async () => {
  let go = (): void => undefined;
  const { planner, texts } = countingPlanner(new Promise((resolve) => (go = resolve)));
  const documents = documentsInProcess({ loaded, send, planner });
  const waiting = Array.from({ length: 50 }, () => prepare(documents, '{ books { title } }'));
  await turn();
  go();
  const prepared = await Promise.all(waiting);
  expect(new Set(prepared).size).toBe(1);
  expect(documents.prepare(requestOf('{ books { title } }'))).toBe(prepared[0]);
  expect(texts).toEqual(['{ books { title } }']);
  expect(documents.figures()).toMatchObject({ known: 1, waiting: 0 });
});

test('each operation of a document is prepared by itself', async () => {
  const documents = documentsInProcess({ loaded, send });
  const text = 'query A { books { title } } query B { books { title(of: 1) } }';
  const named = async (operationName: string) => documents.prepare({ ...requestOf(text), operationName });
  expect(await named('A')).toBe(await named('A'));
  expect(await named('A')).not.toBe(await named('B'));
  await expect(named('C')).rejects.toMatchObject({
    errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
  });
});

test('a refused document is remembered, and its errors name their places', async () => {
  const { planner, texts } = countingPlanner();
  const documents = documentsInProcess({ loaded, send, planner });
  const text = '{ books { name titel } }';
  for (const _ of [1, 2])
    await expect(prepare(documents, text)).rejects.toMatchObject({
      errors: [
        { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [{ line: 1, column: 11 }] },
        { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [{ line: 1, column: 16 }] },
      ],
    });
  expect(texts).toHaveLength(1);
});

test('a planner that fails is an internal error for the client, and the next document is prepared', async () => {
  const planner = createPlanner(loaded, settings);
  let fails = true;
  const documents = documentsInProcess({
    loaded,
    send,
    planner: {
      ...planner,
      prepare: (request) => (fails ? Promise.reject(new Error('secret')) : planner.prepare(request)),
    },
  });
  await expect(prepare(documents, '{ books { title } }')).rejects.toMatchObject({
    errors: [{ extensions: {} }],
  });
  fails = false;
  await prepare(documents, '{ books { __typename } }');
});

test('the least recently used documents are forgotten when all together are too large', async () => {
  const { planner, texts } = countingPlanner();
  const documents = documentsInProcess({ loaded, send, planner, maxBytes: 100_000 });
  for (let of = 0; of < 50; of += 1) {
    await prepare(documents, `{ books { title(of: ${of}) } }`);
    await prepare(documents, '{ books { title } }');
  }
  expect(texts.filter((text) => text === '{ books { title } }')).toHaveLength(1);
  expect(texts).toHaveLength(51);
  await prepare(documents, '{ books { title(of: 0) } }');
  expect(texts).toHaveLength(52);
});

test('a text that is registered as a persisted query counts against the same memory', async () => {
  const documents = documentsInProcess({ loaded, send, maxBytes: 100_000 });
  const { persistedTexts } = documents;
  await persistedTexts.set('apq:1', '{ books { title } }');
  expect(await persistedTexts.get('apq:1')).toBe('{ books { title } }');
  for (let of = 0; of < 50; of += 1) await prepare(documents, `{ books { title(of: ${of}) } }`);
  expect(await persistedTexts.get('apq:1')).toBeUndefined();
});

test('a long operation name counts against the memory as well', async () => {
  const { planner, texts } = countingPlanner();
  const documents = documentsInProcess({ loaded, send, planner, maxBytes: 300_000 });
  await prepare(documents, '{ books { title } }');
  const operationName = 'A'.repeat(100_000);
  const named = async () => documents.prepare({ ...requestOf('query B { books { title } }'), operationName });
  await expect(named()).rejects.toThrow('operationName does not select');
  await expect(
    (async () => documents.prepare({ ...requestOf('query C { books { title } }'), operationName }))(),
  ).rejects.toThrow('operationName does not select');
  await prepare(documents, '{ books { title } }');
  expect(texts).toHaveLength(4);
});

test('a document beyond the memory of all documents is executed, though it is not kept', async () => {
  const documents = documentsInProcess({ loaded, send, maxBytes: 1 });
  expect((await prepare(documents, '{ books { title } }')).requests).toBe(1);
});

/** A budget of 100 ms an identity, 200 ms an address and 300 ms in all, whose documents take 60 ms each. */
function meteredDocuments() {
  const planner = createPlanner(loaded, settings);
  const documents = documentsInProcess({
    loaded,
    send,
    budget: createPlanningBudget({ perIdentity: 100, perAddress: 200, inAll: 300 }),
    planner: { ...planner, prepare: async (request) => ({ ...(await planner.prepare(request)), ms: 60 }) },
  });
  let count = 0;
  /** The codes of documents that nobody has sent before. */
  return async (documentsOf: readonly (readonly [address: string, identity: string | null])[]) => {
    const codes: string[] = [];
    for (const [address, identity] of documentsOf) {
      count += 1;
      const request = { ...requestOf(`{ books { title(of: ${count}) } }`), client: { address, identity } };
      codes.push(
        await Promise.resolve()
          .then(() => documents.prepare(request))
          .then(() => 'OK')
          .catch((error: { extensions: { code: string } }) => error.extensions.code),
      );
    }
    return codes;
  };
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('planning is metered per identity, whatever its addresses', async () => {
  const ask = meteredDocuments();
  expect(
    await ask([
      ['1.1.1.1', 'a'],
      ['2.2.2.2', 'a'],
      ['3.3.3.3', 'a'],
      ['1.1.1.1', 'b'],
    ]),
  ).toEqual(['OK', 'OK', 'RATE_LIMITED', 'OK']);
});

test('planning is metered per address, whatever the identities behind it, and in all', async () => {
  const ask = meteredDocuments();
  expect(await ask(times(5, ['1.1.1.1', null] as const))).toEqual([...times(4, 'OK'), 'RATE_LIMITED']);
  expect(
    await ask([
      ['2.2.2.2', null],
      ['3.3.3.3', null],
    ]),
  ).toEqual(['OK', 'RATE_LIMITED']);
});

test('a known document costs nothing, and is answered to a client without a budget', async () => {
  const planner = createPlanner(loaded, settings);
  const documents = documentsInProcess({
    loaded,
    send,
    budget: createPlanningBudget({ perIdentity: 1, perAddress: 1, inAll: 1_000 }),
    planner: { ...planner, prepare: async (request) => ({ ...(await planner.prepare(request)), ms: 60 }) },
  });
  const client = { address: '1.1.1.1', identity: null };
  const known = { ...requestOf('{ books { title } }'), client };
  const prepared = await documents.prepare(known);
  expect(() => documents.prepare(known)).not.toThrow();
  expect(documents.prepare(known)).toBe(prepared);
  await expect(documents.prepare({ ...requestOf('{ books { __typename } }'), client })).rejects.toMatchObject(
    {
      extensions: { code: 'RATE_LIMITED', http: { status: 429 } },
    },
  );
});

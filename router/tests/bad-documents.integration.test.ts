import { apiSdl } from '@movecall/schema/sdl';
import { amount } from '@movecall/testkit/amount';
import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { leastOf, timeOf } from '@movecall/testkit/measure';
import { fragmentBomb } from './support/costly-documents.ts';
import { type Flood, openFlood, tally, type Verdict } from './support/flood.ts';
import { DELAY_LIMIT_MS, longestDelay } from './support/event-loop-delay.ts';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const SEED = 20_261_122;
const schema = buildSchema(apiSdl());
const unlimited = { rates: { perIdentity: null, perAddress: null } };
let router: TestRouter;
let flood: Flood;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'), unlimited);
  flood = openFlood(router.url);
  // The first documents take longer, because code is loaded and compiled.
  const first = [...valid, ...Array.from({ length: 50 }, () => '{ viewer { role } }')];
  await flood.postAll(first.map((query) => JSON.stringify({ query, variables: { id: 'x' } })));
});
afterAll(async () => {
  await flood.close();
  await router.close();
});

const REFUSALS = new Set([
  '400 GRAPHQL_PARSE_FAILED',
  '400 GRAPHQL_VALIDATION_FAILED',
  '400 OPERATION_RESOLUTION_FAILURE',
  '400 BAD_USER_INPUT',
  '400 BAD_REQUEST',
]);
const isRefusal = ({ status, code }: Verdict): boolean => REFUSALS.has(`${status} ${code}`);

const valid = [
  'query A($id: ID!) { moveCall(id: $id) { id statusLabel order { status } ...F } } fragment F on MoveCall { cost }',
  '{ moveCalls(first: 3, status: [CONFIRMED]) { nodes { id mover { name } } pageInfo { endCursor } } }',
  'mutation B { login(tel: "010", code: "1") { token userErrors { code } } }',
  'subscription C { moveCallFeed { version moveCall { id } } }',
  '{ __typename viewer { ... on Viewer { role @include(if: true) } } }',
];
// prettier-ignore
const tokens = [
  '{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '=', '|', '&', '"', '"""', '#', ',', '\n',
  'query', 'mutation', 'subscription', 'fragment', 'on', 'null', 'true', 'type', 'extend', '__schema',
  'viewer', 'moveCall', 'moveCalls', 'id', 'first', '$id', '@skip', '@include', 'MoveCall', '__proto__',
  '1', '-0', '1e999', '"x"', '\\u0000', '\u0000', '\ufeff', '\u202e', '\ud800', '가', '🚚',
];
// fast-check's unit `binary` takes four seconds of processor time to list all characters.
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const cut = fc
  .tuple(fc.constantFrom(...valid), place, place, fc.constantFrom('', ...tokens))
  .map(([text, from, length, put]) => {
    const begin = Math.floor(from * text.length);
    return text.slice(0, begin) + put + text.slice(begin + 1 + Math.floor(length * 12));
  });
/** Documents that can be parsed, and are mostly invalid. */
const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 3 }).map((all) => `{ ${all.join(' ')} }`),
  selection: fc
    .record({
      before: fc.constantFrom('', '', 'a: ', '__proto__: ', '... on MoveCall ', '... on Ghost ', '...F '),
      name: fc.constantFrom(
        'viewer',
        'moveCall',
        'moveCalls',
        'nodes',
        'id',
        'order',
        '__typename',
        '__schema',
        'x',
      ),
      args: fc.constantFrom('', '', '(id: 1)', '(first: "x")', '(first: $n)', '(id: null, id: {a: [1]})'),
      directive: fc.constantFrom('', '', '@skip(if: 1)', '@ghost'),
      below: fc.oneof({ depthSize: 'xsmall' }, fc.constant(''), tie('selections')),
    })
    .map(({ before, name, args, directive, below }) =>
      before.startsWith('...')
        ? `${before} ${before === '...F ' ? '' : below || '{ id }'}`
        : `${before}${name}${args} ${directive} ${below}`,
    ),
}));
const wellFormed = fc
  .tuple(
    fc.constantFrom('', 'query ', 'query Q($n: Int, $n: Ghost) ', 'mutation ', 'subscription '),
    selections,
    fc.constantFrom('', ' fragment F on MoveCall { id ...F }', ' { viewer { role } }', ' type T { a: Int }'),
  )
  .map((parts) => parts.join(''));
const document = fc.oneof(
  { weight: 2, arbitrary: cut },
  { weight: 4, arbitrary: wellFormed },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((all) => all.join(' ')),
  },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 200 }) },
);

const BLOCK = 500;
const DOCUMENTS = amount({ usual: 1_000, long: 20_000 });
const BODIES = amount({ usual: 500, long: 5_000 });
/** More documents are made than must be refused, because some are valid by chance. */
const SPARE = 1.1;

/** Posts all bodies. `delay` is the longest time that the event loop was blocked, ms. */
async function postAll(bodies: readonly (string | Uint8Array)[]) {
  const verdicts: Verdict[] = [];
  let delay = 0;
  for (let begin = 0; begin < bodies.length; begin += BLOCK) {
    let block: Verdict[] = [];
    const post = async (): Promise<void> => {
      block = await flood.postAll(bodies.slice(begin, begin + BLOCK));
    };
    delay = Math.max(delay, await leastOf(DELAY_LIMIT_MS, () => longestDelay(post)));
    verdicts.push(...block);
  }
  return { verdicts, delay };
}

test(`${DOCUMENTS} fuzzed documents are refused as client errors or executed, and none is an internal error`, async () => {
  const documents = fc.sample(document, { seed: SEED, numRuns: SPARE * DOCUMENTS });
  const bodies = documents.map((query) => JSON.stringify({ query, variables: { id: 'x' } }));
  const { verdicts, delay } = await postAll(bodies);
  const answered = verdicts.flatMap((verdict, index) =>
    isRefusal(verdict) ? [] : [{ verdict, text: documents[index] ?? '' }],
  );
  console.info('fuzzed documents', tally(verdicts), `event loop blocked for at most ${delay} ms`);
  expect(verdicts.length - answered.length).toBeGreaterThanOrEqual(DOCUMENTS);
  // A document that is still valid is executed; its resolvers may report field errors.
  for (const { verdict, text } of answered) {
    expect([text, verdict.status]).toEqual([text, 200]);
    expect([text, validate(schema, parse(text))]).toEqual([text, []]);
  }
  expect(delay).toBeLessThan(DELAY_LIMIT_MS);
}, 300_000);

test(`${BODIES} fuzzed bodies are refused with 400 or executed, and none is an internal error`, async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const json = JSON.stringify({ query: '{ viewer { role } }', variables: {}, operationName: null });
  const flipped = fc.tuple(place, fc.integer({ min: 1, max: 255 }), fc.boolean()).map(([at, flip, ends]) => {
    const body = new Uint8Array(Buffer.from(json));
    const index = Math.floor(at * body.length);
    body[index] = (body[index] ?? 0) ^ flip;
    return ends ? body.slice(0, index + 1) : body;
  });
  const values = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
  const body = fc.oneof({ weight: 3, arbitrary: bytes }, { weight: 2, arbitrary: flipped }, values);
  const bodies = fc.sample(body, { seed: SEED, numRuns: SPARE * BODIES });
  const { verdicts, delay } = await postAll(bodies);
  console.info('fuzzed bodies', tally(verdicts), `event loop blocked for at most ${delay} ms`);
  expect(verdicts.filter(isRefusal).length).toBeGreaterThanOrEqual(BODIES);
  expect(
    verdicts.filter((verdict) => !isRefusal(verdict) && verdict.text !== '{"data":{"viewer":null}}\n'),
  ).toEqual([]);
  expect(delay).toBeLessThan(DELAY_LIMIT_MS);
});

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const fifty = Array.from({ length: 50 }, (_, index) => index);
const heads = [
  undefined,
  'subscription { moveCallStatus(id: "x") { moveCall { ...F0 } } }',
  '{ viewer { role } }',
  '{ moveCalls(first: 1) { nodes { ...F0 ...F0 } } }',
  '{ a: moveCall(id: "x") { ... on MoveCall { ...F0 } } b: moveCall(id: "y") { ...F1 } }',
];
const classes: Readonly<Record<string, readonly string[]>> = {
  depth: fifty.map(
    (index) =>
      `{ moveCall(id: "x") ${'{ timeline { moveCall '.repeat(index + 3)} { id ${'}'.repeat(2 * (index + 3) + 2)}`,
  ),
  aliases: fifty.map(
    (index) => `{ moveCall(id: "x") { ${times(60 + 3 * index, (alias) => `a${alias}: id`)} } }`,
  ),
  directives: fifty.map(
    (index) => `{ moveCall(id: "x") { id ${times(30 + 5 * index, () => '@include(if: true)')} } }`,
  ),
  'fragments, k = 14 to 24': heads.flatMap((head) =>
    Array.from({ length: 11 }, (_, index) => fragmentBomb(14 + index, head)),
  ),
  cost: fifty.map((index) => `{ moveCalls(first: ${5_001 + 997 * index}) { nodes { id } } }`),
};

const REFUSAL_LIMIT_MS = 50;

test.each(Object.entries(classes))(
  'documents over the limit of %s are refused within 50 ms over HTTP',
  async (_, documents) => {
    expect(documents.length).toBeGreaterThanOrEqual(50);
    const before = router.subgraphs.seen.length;
    for (const query of documents) {
      const took = await leastOf(REFUSAL_LIMIT_MS, () =>
        timeOf(async () => {
          expect(await flood.post(JSON.stringify({ query }))).toMatchObject({
            status: 400,
            code: 'GRAPHQL_VALIDATION_FAILED',
          });
        }),
      );
      expect(took).toBeLessThan(REFUSAL_LIMIT_MS);
    }
    expect(router.subgraphs.seen).toHaveLength(before);
  },
);

test.each(Object.entries(classes))(
  'documents over the limit of %s are refused within 50 ms over WebSocket',
  async (_, documents) => {
    const socket = await connect(router, customer());
    let id = 0;
    for (const query of documents) {
      const took = await leastOf(REFUSAL_LIMIT_MS, () =>
        timeOf(async () => {
          id += 1;
          socket.subscribe(String(id), query);
          expect(await socket.next()).toMatchObject({
            type: 'error',
            id: String(id),
            payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
          });
        }),
      );
      expect(took).toBeLessThan(REFUSAL_LIMIT_MS);
    }
    socket.close();
    await socket.closed;
  },
);

import { afterEach, expect, inject, test } from 'vitest';
import { operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** A document that only its number tells from others. Its plan has a request for each of ten calls and each of their subgraphs. */
const costly = (number: number): string =>
  `{ ${times(10, (index) => `a${index}x${number}: moveCall(id: "${index}") { order { status } assignment { mover { name } } }`)} }`;
const KNOWN = '{ viewer { role } }';
const viewer = operator();

let router: TestRouter;
afterEach(() => router.close());

const start = async (planning: { readonly threads: number; readonly deadlineMs: number }) => {
  router = await startRouter(inject('redisUrl'), { planning });
  return router;
};

test('a known document is answered while unknown ones are being planned', async () => {
  const { query } = await start({ threads: 1, deadlineMs: 60_000 });
  expect((await query(KNOWN)).status).toBe(200);
  let planned = 0;
  const unknown = Array.from({ length: 40 }, async (_, index) => {
    const answer = await query(costly(index), {}, viewer);
    planned += 1;
    return answer.status;
  });
  const known = Array.from({ length: 10 }, async () => (await query(KNOWN)).status);
  expect(await Promise.all(known)).toEqual(known.map(() => 200));
  expect(planned).toBeLessThan(unknown.length);
  expect(await Promise.all(unknown)).toEqual(unknown.map(() => 200));
});

test('a document that takes too long to plan is refused over HTTP and WebSocket, and another thread plans the next one', async () => {
  const { query } = await start({ threads: 1, deadlineMs: 1 });
  const { status, body } = await query(costly(0), {}, viewer);
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  expect(body.errors?.[0]?.message).toMatch(/takes too long to plan/);
  // It is remembered: no thread is ended for it again.
  expect((await query(costly(0), {}, viewer)).body).toEqual(body);

  const socket = await connect(router, operator());
  socket.subscribe(
    '1',
    `subscription { moveCallFeed { moveCall { ${times(20, (index) => `a${index}: assignment { mover { name } }`)} } } }`,
  );
  const [refused] = (await socket.next()).payload as { message: string }[];
  expect(refused?.message).toMatch(/takes too long to plan/);
  socket.close();
});

test('documents are refused by threads as they are without', async () => {
  const { query } = await start({ threads: 2, deadlineMs: 60_000 });
  const refused = async (text: string) => {
    const { status, body } = await query(text);
    const [error] = (body.errors ?? []) as readonly { extensions: { code: string }; locations?: unknown }[];
    return [status, error?.extensions.code, error?.locations];
  };
  expect(await refused('{ viewer { rol } }')).toEqual([
    400,
    'GRAPHQL_VALIDATION_FAILED',
    [{ line: 1, column: 12 }],
  ]);
  expect(await refused('{ viewer {')).toEqual([400, 'GRAPHQL_PARSE_FAILED', [{ line: 1, column: 11 }]]);
  expect(await refused(`{ ${times(30, () => 'viewer { role }')} }`)).toEqual([
    400,
    'GRAPHQL_VALIDATION_FAILED',
    undefined,
  ]);
});

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { costlyDocuments } from './support/costly-documents.ts';
import { operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  persistedQuery: { version, sha256Hash },
});

let router: TestRouter;
afterAll(() => router.close());

/** The status of a response, and its data or the code of its first error. */
async function outcome(response: Promise<Response>): Promise<unknown[]> {
  const answer = await response;
  const { data, errors } = (await answer.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return [answer.status, errors?.[0]?.extensions.code ?? data];
}
const post = (body: object) =>
  outcome(
    fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
const get = (parameters: Record<string, string>) =>
  outcome(
    fetch(`${router.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': '1' },
    }),
  );

describe('automatic persisted queries', () => {
  beforeAll(async () => {
    router = await startRouter(inject('redisUrl'));
  });

  test('an unknown hash is reported; a registered hash is executed, over POST and GET', async () => {
    const query = '{ viewer { role } }';
    const extensions = persisted(sha256(query));
    expect(await post({ extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(await post({ query, extensions })).toEqual([200, { viewer: null }]);
    expect(await post({ extensions })).toEqual([200, { viewer: null }]);
    expect(await get({ extensions: JSON.stringify(extensions) })).toEqual([200, { viewer: null }]);
  });

  test('a text can be registered over GET too', async () => {
    const query = '{ it: viewer { role } }';
    const extensions = JSON.stringify(persisted(sha256(query)));
    expect(await get({ extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(await get({ query, extensions })).toEqual([200, { it: null }]);
    expect(await get({ extensions })).toEqual([200, { it: null }]);
  });

  test('a text with the hash of another text is refused and not registered', async () => {
    const extensions = persisted(sha256('{ a: __typename }'));
    expect(await post({ query: '{ b: __typename }', extensions })).toEqual([400, 'BAD_REQUEST']);
    expect(await post({ extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  });

  test.each([
    ['another version', persisted('x', 2)],
    ['no hash', persisted(undefined)],
    ['a hash that is not a string', persisted({ toString: 'x' })],
    ['a persistedQuery that is not an object', { persistedQuery: 'x' }],
  ])('%s is a bad request', async (_, extensions) => {
    expect(await post({ query: '{ __typename }', extensions })).toEqual([400, 'BAD_REQUEST']);
    expect(await get({ extensions: JSON.stringify(extensions) })).toEqual([400, 'BAD_REQUEST']);
  });

  test.each(Object.entries(costlyDocuments))('%s cannot be registered', async (_, query) => {
    const extensions = persisted(sha256(query));
    expect((await post({ query, extensions }))[0]).toBe(400);
    expect(await post({ extensions })).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  });

  test('a registered mutation is not executed over GET', async () => {
    const query = 'mutation { __typename }';
    const extensions = persisted(sha256(query));
    expect(await post({ query, extensions })).toEqual([200, { __typename: 'Mutation' }]);
    expect((await get({ extensions: JSON.stringify(extensions) }))[0]).toBe(405);
    await router.close();
  });
});

describe('with a safelist', () => {
  const role = 'query Role { viewer { role } }';
  const feed = 'subscription Feed { moveCallFeed { version } }';
  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [
      { id: 'role-1', name: 'Role', type: 'query', body: role },
      { id: sha256(feed), name: 'Feed', type: 'subscription', body: feed },
      { id: 'deep', name: 'Deep', type: 'query', body: costlyDocuments['deep fields'] },
    ],
  };
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'movecall-safelist-'));
    const safelist = join(directory, 'manifest.json');
    await writeFile(safelist, JSON.stringify(manifest));
    router = await startRouter(inject('redisUrl'), { safelist });
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('its operations are executed by id and by text, with any whitespace and comments', async () => {
    expect(await post({ query: role })).toEqual([200, { viewer: null }]);
    expect(await post({ query: '# a comment\nquery Role{viewer{role,}}' })).toEqual([200, { viewer: null }]);
    expect(await post({ extensions: persisted('role-1') })).toEqual([200, { viewer: null }]);
    expect(await get({ query: role })).toEqual([200, { viewer: null }]);
    expect(await get({ extensions: JSON.stringify(persisted('role-1')) })).toEqual([200, { viewer: null }]);
  });

  test.each([
    ['another document', { query: '{ __typename }' }],
    ['an operation with an additional field', { query: 'query Role { viewer { role tel } }' }],
    ['an additional operation in the document', { query: `${role} query Other { __typename }` }],
    ['an operation with an additional alias', { query: 'query Role { viewer { r: role } }' }],
    ['an unknown id', { extensions: persisted('role-2') }],
    [
      'the registration of a text',
      { query: '{ __typename }', extensions: persisted(sha256('{ __typename }')) },
    ],
    ['a text that cannot be parsed', { query: 'query Role {' }],
  ])('%s is refused with 400 QUERY_NOT_IN_SAFELIST', async (_, body) => {
    expect(await post(body)).toEqual([400, 'QUERY_NOT_IN_SAFELIST']);
  });

  test('a second question mark in the URL does not hide the query from the safelist', async () => {
    const parameters = new URLSearchParams({ query: '{ __typename }' }).toString();
    const response = fetch(`${router.url}/graphql?hides=?&${parameters}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await outcome(response)).toEqual([400, 'QUERY_NOT_IN_SAFELIST']);
  });

  test('its operations must be within the document limits', async () => {
    expect(await post({ extensions: persisted('deep') })).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('it applies to WebSockets too', async () => {
    const socket = await connect(router, operator());
    const subscribe = (id: string, payload: object): void => socket.send({ type: 'subscribe', id, payload });
    subscribe('1', { query: 'subscription Feed { moveCallFeed { version cursor } }' });
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
    });
    subscribe('2', { query: feed });
    subscribe('3', { query: '', extensions: persisted(sha256(feed)) });
    // A started feed sends nothing until there is an event; the pong shows that both messages were processed.
    socket.send({ type: 'ping' });
    expect((await socket.next()).type).toBe('pong');
    expect(await router.openSubscriptions()).toBe(2);
    socket.close();
    await socket.closed;
  });

  test('a file that is not a manifest fails the start', async () => {
    const safelist = join(directory, 'wrong.json');
    await writeFile(safelist, JSON.stringify({ ...manifest, format: 'other' }));
    await expect(startRouter(inject('redisUrl'), { safelist })).rejects.toThrow('format');
  });
});

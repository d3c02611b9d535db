import { composeServices } from '@apollo/composition';
import { startHttpService } from '@movecall/http';
import { createLogger } from '@movecall/telemetry/logger';
import type { Service } from '@movecall/service/run';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { parse } from 'graphql';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createRouterService } from '../src/service.ts';

/** A supergraph that is not movecall's: the router serves it by configuration alone. */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])';
const library = {
  sdl: `${LINK}
    type Query { books: [Book!]! media: [Media!]! whoAsks: String }
    interface Media @key(fields: "isbn") { isbn: ID! title: String! }
    type Book implements Media @key(fields: "isbn") { isbn: ID! title: String! author: Author! }
    type Author @key(fields: "name") { name: ID! }`,
  resolvers: {
    Query: {
      books: () => [{ isbn: '1', title: '토지', author: { name: '박경리' } }],
      media: () => [{ __typename: 'Book', isbn: '1', title: '토지' }],
      whoAsks: (_: unknown, __: unknown, { authorization }: { authorization?: string }) =>
        authorization ?? null,
    },
  },
};
const reviews = {
  sdl: `${LINK}
    type Author @key(fields: "name") { name: ID! stars: Int }
    type Media @key(fields: "isbn") @interfaceObject { isbn: ID! readers: Int }`,
  resolvers: {
    Author: { __resolveReference: ({ name }: { name: string }) => ({ name }), stars: () => 5 },
    Media: { __resolveReference: ({ isbn }: { isbn: string }) => ({ isbn, readers: 7 }) },
  },
};

const logger = createLogger('test', 'silent');
const opened: { close(): Promise<unknown> }[] = [];
let folder: string;
let router: Service;
/** The same, but the executor of `@apollo/gateway` executes everything. */
let gatewayRouter: Service;

async function serve({ sdl, resolvers }: typeof library | typeof reviews): Promise<string> {
  const metrics = new Registry();
  const subgraph = await startSubgraph({
    sdl,
    resolvers,
    logger,
    metrics,
    context: async ({ headers }) => ({ authorization: headers.authorization }),
  });
  const http = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger,
    metrics,
    // Another path than that of movecall's subgraphs.
    route: (path) => (path === '/api/v2' ? subgraph.handler : null),
    readiness: async () => ({}),
  });
  opened.push({ close: () => Promise.all([http.close(), subgraph.stop()]) });
  return `${http.url}/api/v2`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'movecall-other-supergraph-'));
  const services = [
    { name: 'library', url: await serve(library), typeDefs: parse(library.sdl) },
    // movecall's subgraph of this name has no server. In another supergraph it is a subgraph like any other.
    { name: 'events', url: await serve(reviews), typeDefs: parse(reviews.sdl) },
  ];
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.join('\n'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, supergraphSdl);
  const start = (env: Record<string, string> = {}) =>
    createRouterService(
      readConfig({
        SUPERGRAPH: file,
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        FORWARD_HEADERS: 'Authorization',
        // A thousand requests at once take a busy machine longer than the standard deadline.
        SUBGRAPH_TIMEOUT_MS: '60000',
        // They share one event loop with their client here, which sends some headers later than the standard limit.
        HEADERS_TIMEOUT_MS: '60000',
        ...env,
      }),
    );
  opened.push((router = await start()));
  opened.push((gatewayRouter = await start({ EXECUTOR: 'gateway' })));
});
afterAll(async () => {
  for (const each of opened.toReversed()) await each.close();
  await rm(folder, { recursive: true });
});

async function ask(
  query: string,
  headers: Record<string, string> = {},
  { url }: Service = router,
): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

test('another supergraph is served from the URLs that it states, without sign-in', async () => {
  expect(await ask('{ books { title author { stars } } }')).toEqual({
    data: { books: [{ title: '토지', author: { stars: 5 } }] },
  });
});

test('the fields of an interface object are joined with those of its implementations', async () => {
  expect(await ask('{ media { __typename title readers } }')).toEqual({
    data: { media: [{ __typename: 'Book', title: '토지', readers: 7 }] },
  });
});

test("the gateway's own executor answers the same", async () => {
  const byGateway = (query: string) => ask(query, { authorization: 'Basic not-for-us' }, gatewayRouter);
  expect(await byGateway('{ whoAsks books { id: title author { stars } } media { readers } }')).toEqual({
    data: {
      whoAsks: 'Basic not-for-us',
      books: [{ id: '토지', author: { stars: 5 } }],
      media: [{ readers: 7 }],
    },
  });
  expect(await byGateway('query ($a: Int!) { books { isbn } }')).toEqual(
    await ask('query ($a: Int!) { books { isbn } }'),
  );
});

test('a subscription and @defer are answered with what there is instead', async () => {
  const messageOf = async (query: string) =>
    ((await ask(query)) as { errors: { message: string }[] }).errors[0]?.message;
  expect(await messageOf('subscription { books { isbn } }')).toBe(
    'There are no subscriptions: this router has no live events.',
  );
  expect(await messageOf('{ books { isbn ... @defer { title } } }')).toBe(
    'Unknown directive "@defer". Responses are sent in one piece: send the operation without @defer.',
  );
});

test('a supergraph that states no address of a subgraph is refused at the start', async () => {
  const { supergraphSdl } = composeServices([{ name: 'library', url: '', typeDefs: parse(library.sdl) }]);
  const file = join(folder, 'without-address.graphql');
  await writeFile(file, supergraphSdl ?? '');
  const start = createRouterService(readConfig({ SUPERGRAPH: file, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }));
  await expect(start).rejects.toThrow('no usable address for the subgraph library');
});

test('a header in FORWARD_HEADERS is forwarded, and the router does not read it', async () => {
  expect(await ask('{ whoAsks }', { authorization: 'Basic not-for-us' })).toEqual({
    data: { whoAsks: 'Basic not-for-us' },
  });
});

test('a thousand requests at once are not limited by default', async () => {
  const query = '{ books { isbn } }';
  // It is planned by then: on a busy machine a thousand requests leave the planning thread little time before its deadline.
  await ask(query);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(query)));
  expect(answers.filter((answer) => !('data' in (answer as object)))).toEqual([]);
  expect(answers).toHaveLength(1_000);
});

test('probes are served, a page is not', async () => {
  const status = async (path: string) => (await fetch(router.url + path)).status;
  expect(await Promise.all(['/readyz', '/', '/calls/1'].map(status))).toEqual([200, 404, 404]);
});

import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connections, createConnections } from '../src/subgraphs/connections.ts';
import { HEDGE_AFTER_MS } from '../src/subgraphs/hedged-request.ts';

const TIMEOUT_MS = 3_000;
/** How many queries are hedged at a time. */
const MAX_HEDGES = 16;
const headers = ['content-type', 'application/json'];

let behave: (text: string, ...exchange: Parameters<RequestListener>) => void;
let server: Server;
let connections: Connections<string>;
/** The body of each request that has arrived. */
let seen: string[];

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    void textOf(request).then((text) => {
      seen.push(text);
      behave(text, request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  connections = createConnections({ url, timeoutMs: TIMEOUT_MS, read: (_status, text) => text });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const query = (body: string) => connections.send({ body, repeatable: true }, headers);
const timesSeen = (text: string): number => seen.filter((each) => each === text).length;

/** Two queries on one pipelined connection. The first one is slow, so the second one is hedged. */
const slowAndBehind = (round: number) => Promise.all([query(`slow ${round}`), query(`behind ${round}`)]);
const answerSlowly = (text: string, response: ServerResponse) =>
  setTimeout(() => response.end(text), 2 * HEDGE_AFTER_MS);

test('a hedge is released when the first answer arrives', async () => {
  behave = (text, _request, response) => {
    if (text.startsWith('slow')) answerSlowly(text, response);
    else if (timesSeen(text) === 1) response.end(text);
  };
  let hedged = 0;
  // If hedges were not released, only MAX_HEDGES rounds would be hedged. A slow machine may answer a round before its hedge.
  for (let round = 0; round < 3 * MAX_HEDGES && hedged <= MAX_HEDGES; round += 1) {
    expect(await slowAndBehind(round)).toEqual([`slow ${round}`, `behind ${round}`]);
    if (timesSeen(`behind ${round}`) === 2) hedged += 1;
  }
  expect(hedged).toBeGreaterThan(MAX_HEDGES);
  await connections.close();
});

test('a query whose hedge was answered keeps its deadline on the pipelined connection', async () => {
  behave = (text, _request, response) => {
    if (text.startsWith('slow')) answerSlowly(text, response);
    else if (timesSeen(text) === 2) response.end(text);
  };
  expect(await slowAndBehind(0)).toEqual(['slow 0', 'behind 0']);
  await connections.close();
});

test('a query is answered even if the server has closed every kept connection', async () => {
  const cutOff = new Set<unknown>();
  behave = (text, request, response) => {
    // Each connection serves one round: the server has closed it by the second one.
    if (text.startsWith('again') && cutOff.has(request.socket)) request.socket.destroy();
    else response.end(text);
    cutOff.add(request.socket);
  };
  const round = (name: string) =>
    Promise.all(Array.from({ length: 64 }, (_, nth) => query(`${name} ${nth}`)));
  await round('first');
  expect(cutOff.size).toBeGreaterThan(2);
  expect(await round('again')).toHaveLength(64);
  await connections.close();
});

test.each([true, false])(
  'a request on a connection that the server has just given up (408) is sent again (a query: %s)',
  async (repeatable) => {
    behave = (text, _request, response) => {
      if (timesSeen(text) > 1) response.end(text);
      else response.writeHead(408, { connection: 'close' }).end();
    };
    expect(await connections.send({ body: 'late', repeatable }, headers)).toBe('late');
    expect(timesSeen('late')).toBe(2);
    await connections.close();
  },
);

test('a mutation that is refused at once does not wait for many others that are slow', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  behave = (text, _request, response) => {
    if (text === 'refused') response.end(text);
    else void released.then(() => response.end(text));
  };
  const mutate = (body: string) => connections.send({ body, repeatable: false }, headers);
  // As many as call lets run and wait under load.
  const slow = Array.from({ length: 100 }, (_, nth) => mutate(`slow ${nth}`));
  expect(await mutate('refused')).toBe('refused');
  release();
  expect(await Promise.all(slow)).toHaveLength(100);
  await connections.close();
});

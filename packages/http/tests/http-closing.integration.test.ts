import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Handler, sendJson } from '../src/http.ts';
import { start } from '@movecall/testkit/http-service';

test('closing waits for requests in flight and accepts no more', async () => {
  let reached = (): void => undefined;
  let finish = (): void => undefined;
  const inHandler = new Promise<void>((resolve) => (reached = resolve));
  const allowed = new Promise<void>((resolve) => (finish = resolve));
  const { url, close } = await start(async (_request, response) => {
    reached();
    await allowed;
    sendJson(response, 200, { done: true });
  });
  const answer = fetch(`${url}/work`);
  await inHandler;
  const closed = close();
  await expect(fetch(`${url}/work`)).rejects.toThrow('fetch failed');
  finish();
  expect(await (await answer).json()).toEqual({ done: true });
  await closed;
});

test('a client that sends half a request does not prevent closing', async () => {
  const { url, close } = await start(async () => undefined, { drainMs: 300 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.write('GET /work HTTP/1.1\r\n', () => resolve()));
  await close();
  await ended;
});

/** A client with a single connection, which it keeps alive. */
function keepAlive(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  async function ask(path: string) {
    const asked = get(`${url}${path}`, { agent });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    const { statusCode, headers } = response;
    return { status: statusCode, connection: headers.connection, onSameConnection: asked.reusedSocket };
  }
  return { ask };
}

test('the keep-alive header tells clients how long a connection without requests is kept', async () => {
  const { url } = await start(async (_request, response) => sendJson(response, 200, {}), {
    keepAliveMs: 4_000,
  });
  const { headers } = await fetch(`${url}/work`);
  expect(headers.get('keep-alive')).toBe('timeout=4');
});

test('a connection that was used for long is closed after an answer, and the client opens another', async () => {
  const { url } = await start(async (_request, response) => sendJson(response, 200, {}), {
    connectionAgeMs: 1_000,
  });
  const client = keepAlive(url);
  const kept = { status: 200, connection: 'keep-alive', onSameConnection: true };
  expect(await client.ask('/work')).toEqual({ ...kept, onSameConnection: false });
  let answer = await client.ask('/work');
  while (answer.connection === 'keep-alive') {
    expect(answer).toEqual(kept);
    answer = await client.ask('/work');
  }
  expect(answer).toEqual({ ...kept, connection: 'close' });
  expect(await client.ask('/work')).toEqual({ ...kept, onSameConnection: false });
});

describe('in its lame-duck time', () => {
  const LAME_DUCK_MS = 300;
  /** Long enough for the requests of a test. */
  const LONG_LAME_DUCK_MS = 2_000;
  const done: Handler = async (_request, response) => sendJson(response, 200, { done: true });

  test('the service is not ready and still serves, on old and new connections, and closes each after its answer', async () => {
    const { url, close } = await start(done, { lameDuckMs: LONG_LAME_DUCK_MS });
    const clients = [keepAlive(url), keepAlive(url)] as const;
    expect(await clients[0].ask('/work')).toEqual({
      status: 200,
      connection: 'keep-alive',
      onSameConnection: false,
    });
    const closed = close();
    expect(await clients[0].ask('/readyz')).toEqual({
      status: 503,
      connection: 'close',
      onSameConnection: true,
    });
    expect(await clients[0].ask('/work')).toEqual({
      status: 200,
      connection: 'close',
      onSameConnection: false,
    });
    expect(await clients[1].ask('/work')).toMatchObject({ status: 200, connection: 'close' });
    await closed;
    await expect(fetch(`${url}/work`)).rejects.toThrow('fetch failed');
  });

  test('onDrain is called after it, and idle connections do not delay closing', async () => {
    let drainedAfter = 0;
    let begin = 0;
    const { url, close } = await start(done, {
      lameDuckMs: LAME_DUCK_MS,
      onDrain: async () => void (drainedAfter = performance.now() - begin),
      drainMs: 60_000,
    });
    await keepAlive(url).ask('/work');
    begin = performance.now();
    await close();
    expect(drainedAfter).toBeGreaterThan(LAME_DUCK_MS - 2);
    expect(performance.now() - begin).toBeLessThan(LAME_DUCK_MS + 10_000);
  });

  test('pipelined requests behind the last answer of a connection do not delay closing', async () => {
    const { url, close } = await start(done, { lameDuckMs: LONG_LAME_DUCK_MS, drainMs: 60_000 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = close();
    let answers = '';
    socket.on('data', (data) => (answers += data.toString()));
    socket.write('GET /work HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(3));
    await once(socket, 'close');
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
    await closed;
  });

  test('a request that was received before it gets an answer that closes the connection', async () => {
    let finish = (): void => undefined;
    let reached = (): void => undefined;
    const inHandler = new Promise<void>((resolve) => (reached = resolve));
    const { url, close } = await start(
      async (_request, response) => {
        reached();
        await new Promise<void>((resolve) => (finish = resolve));
        sendJson(response, 200, {});
      },
      { lameDuckMs: LAME_DUCK_MS },
    );
    const answer = keepAlive(url).ask('/work');
    await inHandler;
    const closed = close();
    finish();
    expect(await answer).toMatchObject({ status: 200, connection: 'close' });
    await closed;
  });
});

test('a client that is still reading a large answer is not cut off', async () => {
  const SIZE = 32 * 1024 * 1024;
  let ended = (): void => undefined;
  const isEnded = new Promise<void>((resolve) => (ended = resolve));
  const { url, close } = await start(
    async (_request, response) => {
      response.end(Buffer.alloc(SIZE));
      ended();
    },
    { drainMs: 60_000 },
  );
  const asked = get(`${url}/work`, { agent: new Agent({ keepAlive: true }) });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  await isEnded;
  const closed = close();
  let received = 0;
  response.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(response, 'end');
  expect(received).toBe(SIZE);
  await closed;
});

test('a connection without any request does not delay closing', async () => {
  const { url, close } = await start(async (_request, response) => sendJson(response, 200, {}), {
    drainMs: 60_000,
  });
  const { hostname, port } = new URL(url);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  // When this request is answered, the server has accepted the silent connection too.
  await fetch(`${url}/work`);
  const gone = once(silent, 'close');
  await close();
  await gone;
});

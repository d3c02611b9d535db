import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createSocketWriter } from '../src/sockets/socket-writer.ts';

/** A writer and the client that reads what it sends. */
async function setUp() {
  const server = createServer().listen(0, '127.0.0.1');
  const sockets = new WebSocketServer({ server });
  const connected = once(sockets, 'connection') as Promise<[WebSocket, { socket: Socket }]>;
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString()));
  const [socket, request] = await connected;
  onTestFinished(() => {
    client.terminate();
    sockets.close();
    server.close();
  });
  return { writer: createSocketWriter(socket, request.socket), socket, transport: request.socket, received };
}

const TEXTS = ['first', 'second', 'third'];

test('what is sent in one turn of the event loop leaves in one write, in order', async () => {
  const { writer, transport, received } = await setUp();
  const writes = vi.spyOn(transport, '_writev' as never);

  for (const text of TEXTS) writer.send(text);
  await vi.waitFor(() => expect(received).toEqual(TEXTS));

  expect(writes).toHaveBeenCalledTimes(1);
});

test('what is sent in the next turn does not wait for more', async () => {
  const { writer, transport, received } = await setUp();

  writer.send('first');
  await nextTurn();
  expect(transport.writableCorked).toBe(0);
  writer.send('second');

  await vi.waitFor(() => expect(received).toEqual(['first', 'second']));
});

test('a socket that closes in the same turn still sends what was written', async () => {
  const { writer, socket, received } = await setUp();

  for (const text of TEXTS) writer.send(text);
  socket.close(1000);

  await vi.waitFor(() => expect(received).toEqual(TEXTS));
});

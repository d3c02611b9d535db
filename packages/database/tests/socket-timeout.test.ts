import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { socketAgainstSilence } from '../src/socket-timeout.ts';

const YES = 'S';

test('over TLS a server is told by which name it is meant', async () => {
  const server = createServer();
  /** The name in the first message of a TLS session; null when there is none in it. */
  const named = new Promise<string | null>((resolve) => {
    server.once('connection', (socket) => {
      socket.once('data', () => {
        socket.write(YES);
        const secured = new TLSSocket(socket, {
          isServer: true,
          SNICallback: (name, done) => {
            resolve(name);
            done(new Error('that is all we wanted to know'));
          },
        });
        secured.once('error', () => resolve(null));
      });
    });
  });
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  // As its manual says; its types do not know of it.
  const options: object = { max: 1, socket: socketAgainstSilence(1_000) };
  const sql = postgres(`postgres://user:password@localhost:${port}/any?sslmode=verify-full`, options);
  try {
    await expect(sql`select 1`).rejects.toThrow();
    expect(await named).toBe('localhost');
  } finally {
    await sql.end({ timeout: 0 });
    server.close();
  }
});

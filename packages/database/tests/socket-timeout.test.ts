import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { socketWithTimeout } from '../src/socket-timeout.ts';

/** The server's answer to a request for TLS. */
const ACCEPTED = 'S';

test('a TLS handshake names the server (SNI)', async () => {
  const server = createServer();
  /** The server name in the first message of the handshake; null when it has none. */
  const named = new Promise<string | null>((resolve) => {
    server.once('connection', (socket) => {
      socket.once('data', () => {
        socket.write(ACCEPTED);
        const secured = new TLSSocket(socket, {
          isServer: true,
          SNICallback: (name, done) => {
            resolve(name);
            done(new Error('the test ends the handshake here'));
          },
        });
        secured.once('error', () => resolve(null));
      });
    });
  });
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  // An option that the driver's manual describes and its types leave out.
  const options: object = { max: 1, socket: socketWithTimeout(1_000) };
  const sql = postgres(`postgres://user:password@localhost:${port}/any?sslmode=verify-full`, options);
  try {
    await expect(sql`select 1`).rejects.toThrow();
    expect(await named).toBe('localhost');
  } finally {
    await sql.end({ timeout: 0 });
    server.close();
  }
});

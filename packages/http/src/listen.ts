import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Waits until a server listens.
 *
 * @returns the origin, such as `http://127.0.0.1:4000`
 * @throws when the port is in use
 */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${address.port}`;
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// The wildcard first: on macOS a listener there would not keep us from binding 127.0.0.1, and yet `localhost`
// might lead to it. ::1 because `localhost` may mean that address to a browser.
const PROBED_HOSTS = ['::', '127.0.0.1', '::1'];

// Below the ranges that Linux (from 32768) and macOS (from 49152) take outgoing connections' ports from: a service that
// is stopped for a moment comes back to the same port, and must not find a connection of somebody else on it.
const FIRST_OWN_PORT = 20_000;
const OWN_PORTS = 12_000;
const TRIES = 200;

/** A TCP port that nobody listens on at this moment, chosen at random. */
export async function freePort(except: ReadonlySet<number> = new Set()): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = FIRST_OWN_PORT + randomInt(OWN_PORTS);
    if (!except.has(port) && (await isFree(port))) return port;
  }
  throw new Error(
    `${TRIES} ports between ${FIRST_OWN_PORT} and ${FIRST_OWN_PORT + OWN_PORTS} are all taken.`,
  );
}

/** The first free port from `first` upwards that is not in `except`. */
export async function nextFreePort(first: number, except: ReadonlySet<number> = new Set()): Promise<number> {
  for (let port = first; port < 65_536; port += 1) {
    if (!except.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`There is no free port from ${first} upwards.`);
}

/** `wanted` when it is still free, else any free port: addresses stay what they were if they can. */
export async function keepPort(wanted: number | undefined): Promise<number> {
  return wanted !== undefined && (await isFree(wanted)) ? wanted : freePort();
}

/** Whether nobody listens on `port`, under any name this machine calls itself by. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of PROBED_HOSTS) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/** Listens for a moment. A host that this machine lacks (no IPv6) counts as free. */
function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(true);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

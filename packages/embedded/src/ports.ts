import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// The wildcard too: on macOS a listener there does not keep a process from binding 127.0.0.1, but `localhost` may lead to that
// listener. ::1 too: a browser may resolve `localhost` to it.
const PROBED_HOSTS = ['::', '127.0.0.1', '::1'];

// Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections: a service that restarts on
// the same port must not find an outgoing connection of another process on it.
const FIRST_OWN_PORT = 20_000;
const OWN_PORTS = 12_000;
const TRIES = 200;

/**
 * A TCP port on which no process listens at the moment, chosen at random.
 *
 * @param except ports that are reserved
 */
export async function freePort(except: ReadonlySet<number> = new Set()): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = FIRST_OWN_PORT + randomInt(OWN_PORTS);
    if (!except.has(port) && (await isFree(port))) return port;
  }
  throw new Error(
    `${TRIES} ports between ${FIRST_OWN_PORT} and ${FIRST_OWN_PORT + OWN_PORTS} were tried and are in use: stop some processes.`,
  );
}

/** The first free port from `first` upwards that is not in `except`. */
export async function nextFreePort(first: number, except: ReadonlySet<number> = new Set()): Promise<number> {
  for (let port = first; port < 65_536; port += 1) {
    if (!except.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`There is no free port from ${first} upwards: choose a lower one, or stop some processes.`);
}

/** `wanted` when it is free, else any free port: so addresses change as rarely as possible. */
export async function keepPort(wanted: number | undefined): Promise<number> {
  return wanted !== undefined && (await isFree(wanted)) ? wanted : freePort();
}

/** Whether no process listens on a port, at any local address. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of PROBED_HOSTS) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/** Tries to listen. A port counts as free at an address that this machine does not have, such as an IPv6 one. */
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

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** How to reach the `npm start` that runs on a directory: the content of its `control.json`. */
export interface ControlAddress {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}

/** What a running `npm start` does on request. A rejection's message is the answer. */
export interface ControlHandlers {
  stop(name: string): Promise<string>;
  start(name: string): Promise<string>;
}

export interface Control {
  readonly address: ControlAddress;
  close(): Promise<void>;
}

export class AlreadyRunning extends Error {
  constructor(pid: number) {
    super(`movecall is running here already (process ${pid}). Stop it first: press Ctrl-C in its terminal.`);
    this.name = 'AlreadyRunning';
  }
}

/**
 * Opens an HTTP server on 127.0.0.1 for clients that can read `control.json`. That file also claims the directory: only one
 * `npm start` runs on it at a time.
 *
 * @throws AlreadyRunning
 */
export async function openControl(directory: string, handlers: ControlHandlers): Promise<Control> {
  await mkdir(directory, { recursive: true });
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    handle(request, response, token, handlers).catch(() => response.destroy());
  });
  // Starting a service has its own timeout.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const address = { pid: process.pid, url: `http://127.0.0.1:${port}`, token };
  try {
    await claim(directory, address);
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  return {
    address,
    async close() {
      await rm(controlFile(directory), { force: true });
      await closeServer(server);
    },
  };
}

/** The address of the `npm start` that runs on `directory`; undefined when none answers. */
export async function findControl(directory: string): Promise<ControlAddress | undefined> {
  const text = await readFile(controlFile(directory), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const address = JSON.parse(text) as ControlAddress;
  return (await requestControl(address, 'GET', '/').catch(() => undefined))?.ok === true
    ? address
    : undefined;
}

/** @returns whether the request succeeded, and a message for the terminal in either case */
export async function requestControl(
  address: ControlAddress,
  method: 'GET' | 'POST',
  path: string,
): Promise<{ ok: boolean; message: string }> {
  const response = await fetch(`${address.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${address.token}` },
  });
  return { ok: response.ok, message: await response.text() };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  handlers: ControlHandlers,
): Promise<void> {
  const answer = (status: number, message: string) => response.writeHead(status).end(message);
  if (!isAuthorised(request.headers.authorization, token)) return void answer(401, 'The token is wrong.');
  if (request.method === 'GET' && request.url === '/') return void answer(200, 'running');
  const [, action, name] = /^\/(stop|start)\/([^/]+)$/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || action === undefined || name === undefined)
    return void answer(404, 'No such action.');
  try {
    const service = decodeURIComponent(name);
    answer(200, await (action === 'stop' ? handlers.stop(service) : handlers.start(service)));
  } catch (error) {
    answer(409, error instanceof Error ? error.message : String(error));
  }
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Creates control.json as a link to a complete file: it appears with its whole content, and only the first link succeeds. */
async function claim(directory: string, address: ControlAddress): Promise<void> {
  const draft = join(directory, `control.${address.pid}.json`);
  await writeFile(draft, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        return await link(draft, controlFile(directory));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const other = await findControl(directory);
      if (other !== undefined) throw new AlreadyRunning(other.pid);
      // The file is of a run that was killed.
      await rm(controlFile(directory), { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function controlFile(directory: string): string {
  return join(directory, 'control.json');
}

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, isFree, keepPort, nextFreePort } from '../src/ports.ts';

async function occupy(host: string): Promise<number> {
  const server = createServer().listen(await freePort(), host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test.each(['127.0.0.1', '0.0.0.0'])('a port on which a process listens at %s is not free', async (host) => {
  const port = await occupy(host);
  expect(await isFree(port)).toBe(false);
  expect(await nextFreePort(port)).toBeGreaterThan(port);
});

test('a port is kept when it is free and replaced when it is not', async () => {
  const free = await freePort();
  expect(await keepPort(free)).toBe(free);
  const taken = await occupy('127.0.0.1');
  expect(await keepPort(taken)).not.toBe(taken);
});

test('reserved ports are skipped', async () => {
  const first = await freePort();
  expect(await nextFreePort(first, new Set([first]))).toBeGreaterThan(first);
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A TCP proxy that can forget its connections: these stay open without passing data, new ones work. */
async function forgetfulProxy(target: string) {
  const url = new URL(target);
  const { hostname, port } = url;
  const pairs: (readonly [near: Socket, far: Socket])[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    pairs.push([near, far]);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const [near] of pairs) near.destroy();
  });
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    forget(): void {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume();
        far.unpipe(near).resume();
      }
    },
  };
}

it('is ready again soon after the network silently dropped its connections to Redis', async () => {
  const proxy = await forgetfulProxy(world.config.redisUrl);
  const { url, close } = await world.startNotifier({ REDIS_URL: proxy.url });
  const status = async (): Promise<number> => (await fetch(`${url}/readyz`)).status;
  expect(await status()).toBe(200);
  proxy.forget();
  expect(await status()).toBe(503);
  await vi.waitFor(async () => expect(await status()).toBe(200), { timeout: 60_000, interval: 100 });
  await close();
});

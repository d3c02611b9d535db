import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A way to a server that can forget its connections: they stay open, and nothing passes on them any more. New ones pass. */
async function forgetfulWay(target: string) {
  const url = new URL(target);
  const { hostname, port } = url;
  const ways: (readonly [near: Socket, far: Socket])[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    ways.push([near, far]);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const [near] of ways) near.destroy();
  });
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    forget(): void {
      for (const [near, far] of ways) {
        near.unpipe(far).resume();
        far.unpipe(near).resume();
      }
    },
  };
}

it('is ready again soon after the network has forgotten its connections to Redis', async () => {
  const way = await forgetfulWay(world.config.redisUrl);
  const { url, close } = await world.startNotifier({ redisUrl: way.url });
  const status = async (): Promise<number> => (await fetch(`${url}/readyz`)).status;
  expect(await status()).toBe(200);
  way.forget();
  expect(await status()).toBe(503);
  await vi.waitFor(async () => expect(await status()).toBe(200), { timeout: 60_000, interval: 100 });
  await close();
});

import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { streamState } from '../src/index.ts';
import { createWorld, somethingHappened } from './support.ts';
test('bench', async () => {
  const world = await createWorld();
  await world.relay({ pollMs: 20 });
  await world.consumer({ concurrency: 8 });
  const done = (n: number) => vi.waitFor(async () => {
    const { last, groups } = await streamState(world.redis, world.stream);
    expect(groups).toEqual([{ group: 'group', delivered: last, pending: 0 }]);
    expect(await world.redis.xlen(world.stream)).toBe(n);
  }, { timeout: 60_000, interval: 20 });
  for (let i = 0; i < 30; i++) await world.state(Array.from({ length: 100 }, () => somethingHappened(randomUUID())));
  await done(3000);
  for (let k = 0; k < 3; k++) {
    await world.redis.del(world.stream);
    const since = performance.now();
    await done(3000);
    console.log('reread 3000 in', Math.round(performance.now() - since));
  }
  await world.close();
}, 200_000);

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorld, somethingHappened, type World } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());
const patience = { timeout: 60_000, interval: 10 };

test('a tail reads every event in order, also after Redis was emptied', async () => {
  await world.relay({ pollMs: 20 });
  const seen: string[] = [];
  await world.tail((position) => seen.push(position));
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await vi.waitFor(() => expect(seen).toEqual(['1', '2']), patience);
  await world.redis.del(world.stream);
  await world.record([somethingHappened(id)]);
  await vi.waitFor(() => expect(seen).toEqual(['1', '2', '3']), patience);
});

test('a tail continues after Redis was emptied and its clock is behind the earlier one', async () => {
  const seen: string[] = [];
  await world.tail((position) => seen.push(position));
  await world.appendAsRelay(1, undefined, '9000000000000-0');
  await vi.waitFor(() => expect(seen).toEqual(['1']), patience);
  await world.redis.del(world.stream);
  for (const number of [1, 2]) await world.appendAsRelay(number);
  await vi.waitFor(() => expect(seen).toEqual(['1', '2']), patience);
});

test('a tail reports missing numbers as a gap, and a malformed entry not', async () => {
  const seen: [string, boolean][] = [];
  await world.tail((position, _, afterGap) => seen.push([position, afterGap]));
  await world.appendAsRelay(1);
  await world.appendAsRelay(2, 'no JSON');
  for (const number of [3, 3, 1, 7, 8]) await world.appendAsRelay(number);
  await vi.waitFor(
    () =>
      expect(seen).toEqual([
        ['1', false],
        ['3', false],
        ['7', true],
        ['8', false],
      ]),
    patience,
  );
});

/** Starts a tail at the end of the stream, and collects the past events that it receives. */
async function startWithPast(wanted = Infinity) {
  const past: string[] = [];
  const live: string[] = [];
  const tail = await world.tail((position) => live.push(position), {
    from: '$',
    onPast: (position) => past.push(position) < wanted,
  });
  return { past, live, tail };
}

test('a tail that starts at the end receives past events, newest first, then new ones', async () => {
  for (let number = 1; number <= 1_200; number += 1) void world.appendAsRelay(number);
  await world.appendAsRelay(1_201);
  const { past, live, tail } = await startWithPast();
  expect(past).toEqual(Array.from({ length: 1_201 }, (_, index) => String(1_201 - index)));
  expect(tail.position()).toBe('1201');
  await world.appendAsRelay(1_202);
  await vi.waitFor(() => expect(live).toEqual(['1202']), patience);
});

test('a tail receives past events only as long as it wants them', async () => {
  for (const number of [1, 2, 3, 4]) await world.appendAsRelay(number);
  expect((await startWithPast(2)).past).toEqual(['4', '3']);
});

test('a tail receives no copies, neither among past events nor among new ones', async () => {
  for (const number of [1, 2, 3, 4, 5, 2, 3]) await world.appendAsRelay(number);
  await world.appendByHand(JSON.stringify({}));
  const { past, live, tail } = await startWithPast();
  expect(tail.position()).toBe('5');
  expect(past).toEqual(['5', '4', '3', '2', '1']);
  for (const number of [4, 5, 6]) await world.appendAsRelay(number);
  await vi.waitFor(() => expect(live).toEqual(['6']), patience);
});

test('past events end where a number is missing', async () => {
  for (const number of [1, 2, 5, 6]) await world.appendAsRelay(number);
  expect((await startWithPast()).past).toEqual(['6', '5']);
});

test('an empty stream has no past events', async () => {
  const { past, tail } = await startWithPast();
  expect([past, tail.position()]).toEqual([[], '0']);
});

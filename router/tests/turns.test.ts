import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from '../src/turns.ts';

test('the work of one key runs one after the other, that of different keys side by side', async () => {
  const inTurn = createTurns();
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  let together = 0;
  const work = (key: string) => async () => {
    const count = (running.get(key) ?? 0) + 1;
    running.set(key, count);
    most.set(key, Math.max(count, most.get(key) ?? 0));
    together = Math.max(
      together,
      [...running.values()].reduce((sum, each) => sum + each, 0),
    );
    await turn();
    running.set(key, count - 1);
    return key;
  };
  const keys = ['a', 'b', 'a', 'b', 'a'];
  expect(await Promise.all(keys.map((key) => inTurn(key, work(key))))).toEqual(keys);
  expect([most.get('a'), most.get('b'), together]).toEqual([1, 1, 2]);
});

test('work that fails does not stop the next one', async () => {
  const inTurn = createTurns();
  const failing = inTurn('a', () => Promise.reject(new Error('one')));
  const next = inTurn('a', async () => 'two');
  await expect(failing).rejects.toThrow('one');
  expect(await next).toBe('two');
});

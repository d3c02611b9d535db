import { expect, test } from 'vitest';
import { createEndedSessions } from '../src/sessions/ended-sessions.ts';

const MINUTE_MS = 60_000;

test('an ended session is known until its tokens have expired, and then forgotten', () => {
  let now = 0;
  const ended = createEndedSessions(() => now);
  ended.add(['a']);
  now = 31 * MINUTE_MS;
  ended.add(['b']);
  expect([ended.has('a'), ended.has('b'), ended.has('c')]).toEqual([true, true, false]);
  now = 32 * MINUTE_MS;
  ended.add([]);
  expect([ended.has('a'), ended.has('b')]).toEqual([false, true]);
});

test('a watcher is called once, when its session ends, at once when it has ended', () => {
  const ended = createEndedSessions();
  const called: string[] = [];
  ended.watch('a', () => called.push('a'));
  ended.watch('a', () => called.push('a too'));
  ended.watch('b', () => called.push('b'));
  ended.add(['a', 'a']);
  ended.add(['a']);
  ended.watch('a', () => called.push('a late'));
  expect(called).toEqual(['a', 'a too', 'a late']);
});

test('a watcher that stopped is not called, and those beside it are', () => {
  const ended = createEndedSessions();
  const called: string[] = [];
  const stop = ended.watch('a', () => called.push('one'));
  ended.watch('a', () => called.push('two'));
  stop();
  stop();
  ended.add(['a']);
  expect(called).toEqual(['two']);
});

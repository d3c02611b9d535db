import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createThreads, TooCostlyError } from '../src/threads.ts';

const script = new URL('./support/functions.worker.mjs', import.meta.url);
const LONG_MS = 60_000;

function start() {
  const threads = createThreads({ script, most: 1, heapMb: 64 });
  onTestFinished(threads.close);
  return threads;
}

/** Resolves when a deadline of so many ms begins: a thread has taken the call. */
function deadlineBegun(deadlineMs: number): Promise<void> {
  const timeout = globalThis.setTimeout;
  return new Promise((resolve) => {
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((action: () => void, ms: number) => {
      if (ms === deadlineMs) resolve();
      return timeout(action, ms);
    }) as typeof setTimeout);
    onTestFinished(() => spy.mockRestore());
  });
}

function occupyThisThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('calls wait for their thread, and each gets its answer', async () => {
  const threads = start();
  const answers = [1, 2, 3].map((number) => threads.run('double', number, LONG_MS));
  expect(threads.waiting()).toBe(2);
  expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  await expect(threads.run('faulty', null, LONG_MS)).rejects.toThrow('a fault');
});

test.each(['endless', 'hungry'])(
  'a call that is %s ends its thread, and another one runs the next',
  async (name) => {
    const threads = start();
    const deadlineMs = name === 'endless' ? 50 : LONG_MS;
    await expect(threads.run(name, null, deadlineMs)).rejects.toThrow(TooCostlyError);
    expect(await threads.run('double', 4, LONG_MS)).toBe(8);
  },
);

test('an answer that came in time is not too late because it was read late', async () => {
  const DEADLINE_MS = 987;
  const threads = start();
  const begun = deadlineBegun(DEADLINE_MS);
  const answer = threads.run('doubleSlowly', 4, DEADLINE_MS);
  await begun;
  // Out of the handler of the thread's messages, so that timers come before the next message.
  await turn();
  occupyThisThread(DEADLINE_MS + 100);
  expect(await answer).toBe(8);
});

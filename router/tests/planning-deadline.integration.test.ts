import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { startPlanningThreads } from '../src/documents/planning-threads.ts';
import { requestOf, settings } from './support/documents-in-process.ts';
import { composed } from './support/test-supergraph-schema.ts';

const DEADLINE_MS = 1_000;
const sdl = composed({ shop: 'type Query { books: [Book] } type Book { title: String }' });

afterEach(() => void vi.restoreAllMocks());

/** Resolves when a deadline begins: a thread has taken the document. */
function deadlineBegun(): Promise<void> {
  const timeout = globalThis.setTimeout;
  return new Promise((resolve) => {
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((action: () => void, ms: number) => {
      if (ms === DEADLINE_MS) resolve();
      return timeout(action, ms);
    }) as typeof setTimeout);
  });
}

function occupyThisThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('a document that was planned in time is not refused because its answer was read late', async () => {
  const planner = await startPlanningThreads({ ...settings, sdl }, { threads: 1, deadlineMs: DEADLINE_MS });
  const begun = deadlineBegun();
  const prepared = planner.prepare({ ...requestOf('{ books { title } }'), overrides: [] });
  await begun;
  // Out of the handler of the thread's messages, so that timers come before the next message.
  await turn();
  occupyThisThread(DEADLINE_MS + 100);
  const { preparation } = await prepared;
  await planner.close();
  expect(preparation).toMatchObject({ planned: {} });
});

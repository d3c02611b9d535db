import { expect, test } from 'vitest';
import { makeBacklog, registerMoversOfSeoul } from '../runs/backlog.ts';
import { waitUntilConsumed, findDispatchErrors, waitUntilManageConsumed } from '../runs/dispatch-results.ts';
import { startDispatchSystem } from '../runs/dispatch-system.ts';

const CALLS = 300;

test(
  'processes of assign start and stop in the middle of a backlog: every event has one effect, in the order of its call',
  { timeout: 300_000 },
  async () => {
    const system = await startDispatchSystem(3, (started) => registerMoversOfSeoul(started, 40));
    try {
      const [first = '', ...others] = system.replicas;
      const backlog = await makeBacklog(system, CALLS, 10);
      await system.stack.start(first);
      await waitUntilConsumed(system, 30);
      await Promise.all(others.map((name) => system.stack.start(name)));
      await waitUntilConsumed(system, CALLS / 2);
      await system.stack.stop(first);
      await waitUntilConsumed(system, backlog.events);
      await waitUntilManageConsumed(system);
      expect(await findDispatchErrors(system, backlog)).toEqual([]);
    } finally {
      await system.close();
    }
  },
);

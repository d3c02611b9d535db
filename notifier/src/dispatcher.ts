import { createWakeUp } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Task } from './claims.ts';
import type { Lane } from './lanes.ts';
import type { Ledger } from './ledger.ts';
import { aboutTask, createTaskPerformer, groupTasks, type PerformOptions } from './perform-task.ts';
import { traceTasks } from './task-spans.ts';

export interface DispatcherOptions extends PerformOptions {
  readonly ledger: Pick<Ledger, 'claimDue' | 'nextDueIn' | 'note'>;
  /** The deliveries that this dispatcher sends. */
  readonly lane: Lane;
  readonly liveness: Liveness;
  /** How often the dispatcher polls without being woken, ms: for other replicas' deliveries and for a lost wake-up. */
  readonly pollMs?: number;
  readonly concurrency?: number;
}

export interface Dispatcher {
  /** Claims what is due: call it when a delivery has been recorded. */
  wake(): void;
  /** Looks for what may be due: call it when a delivery need not wait for another one any more. */
  look(): void;
  /** Stops claiming and waits for the tasks in flight. */
  close(): Promise<void>;
}

/** A due delivery that another replica has locked still looks due: wait at least this long before the next poll. */
const SHORTEST_WAIT_MS = 50;
const RETRY_MS = 500;

/**
 * Claims a lane's due deliveries and performs their tasks, up to `concurrency` at a time. After a claim there is nothing more to do until
 * a delivery is recorded or the next one is due. When that is, it asks each time a task has ended, and now and then.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { ledger, lane, logger, liveness, pollMs = 5_000, concurrency = 16 } = options;
  const perform = createTaskPerformer(options);
  const wakeUp = createWakeUp();
  const running = new Set<Promise<void>>();
  let inFlight = 0;
  let isDue = false;
  let closed = false;

  async function run(): Promise<void> {
    while (!closed) {
      try {
        isDue = false;
        const room = concurrency - inFlight;
        const tasks =
          room > 0 ? await liveness.during('dispatcher: claiming', () => ledger.claimDue(lane, room)) : [];
        for (const group of groupTasks(tasks)) start(group);
        await rest();
      } catch (error) {
        if (!closed) logger.warn({ err: error }, 'dispatcher: could not claim deliveries; will try again');
        await wakeUp.wait(RETRY_MS, { ignoreEarlier: true });
      }
    }
  }

  /** Sleeps until a delivery is due. */
  async function rest(): Promise<void> {
    let ms = inFlight > 0 ? pollMs : await nextDueIn();
    do {
      if (!isDue) await wakeUp.wait(Math.min(pollMs, Math.max(ms, SHORTEST_WAIT_MS)));
      if (isDue || closed) return;
      ms = await nextDueIn();
    } while (ms > 0);
  }

  const nextDueIn = async (): Promise<number> =>
    (await liveness.during('dispatcher: looking ahead', () => ledger.nextDueIn(lane))) ?? pollMs;

  function start(tasks: readonly Task[]): void {
    inFlight += tasks.length;
    const work = liveness
      .during('dispatcher: deliveries', () => traceTasks(tasks, () => perform(tasks)))
      .catch((error: unknown) => {
        // Nothing is lost: when the lease ends, a replica looks the delivery up.
        for (const task of tasks) {
          const about = { ...aboutTask(task), action: task.action };
          logger.error({ err: error, ...about }, 'dispatcher: a task failed; its delivery will be looked up');
        }
      })
      .finally(() => {
        running.delete(work);
        inFlight -= tasks.length;
        wakeUp.wake();
      });
    running.add(work);
  }

  function wake(): void {
    isDue = true;
    wakeUp.wake();
  }

  const loop = run();
  liveness.watchLoop(`dispatcher ${lane}`, loop, () => closed);
  return {
    wake,
    look: wakeUp.wake,
    async close() {
      closed = true;
      wake();
      await loop;
      await Promise.all(running);
    },
  };
}

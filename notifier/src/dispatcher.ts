import { createWakeUp } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import { inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import type { Task } from './claims.ts';
import type { Lane } from './lanes.ts';
import type { Ledger } from './ledger.ts';
import { aboutTask, createTaskPerformer, type PerformOptions } from './perform-task.ts';

export interface DispatcherOptions extends PerformOptions {
  readonly ledger: Ledger;
  /** The deliveries that this dispatcher sends. */
  readonly lane: Lane;
  readonly liveness: Liveness;
  /** How often the dispatcher polls without being woken, ms: for other replicas' deliveries and for a lost wake-up. */
  readonly pollMs?: number;
  readonly concurrency?: number;
}

export interface Dispatcher {
  /** Call it after recording or changing a delivery. */
  wake(): void;
  /** Stops claiming and waits for the tasks in flight. */
  close(): Promise<void>;
}

/** A due delivery that another replica has locked still looks due: wait at least this long before the next poll. */
const SHORTEST_WAIT_MS = 50;
const RETRY_MS = 500;

/**
 * Claims a lane's due deliveries and performs their tasks, up to `concurrency` at a time. Sleeps until a commit wakes it
 * or the next delivery is due.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { ledger, lane, now, logger, liveness, pollMs = 2_000, concurrency = 16 } = options;
  const perform = createTaskPerformer(options);
  const wakeUp = createWakeUp();
  const inFlight = new Set<Promise<void>>();
  let closed = false;

  async function run(): Promise<void> {
    while (!closed) {
      try {
        const room = concurrency - inFlight.size;
        const tasks =
          room > 0 ? await liveness.during('dispatcher: claiming', () => ledger.claimDue(lane, room)) : [];
        for (const task of tasks) start(task);
        // Without room it sleeps until a task in flight ends and wakes it.
        if (tasks.length === 0) await wakeUp.wait(room > 0 ? await untilNext() : pollMs);
      } catch (error) {
        if (!closed) logger.warn({ err: error }, 'dispatcher: could not claim deliveries; will try again');
        await wakeUp.wait(RETRY_MS, { ignoreEarlier: true });
      }
    }
  }

  async function untilNext(): Promise<number> {
    const next = await liveness.during('dispatcher: looking ahead', () => ledger.nextDue(lane));
    const ms = next ? next.getTime() - now().getTime() : pollMs;
    return Math.min(pollMs, Math.max(ms, SHORTEST_WAIT_MS));
  }

  function start(task: Task): void {
    const work = liveness
      .during('dispatcher: a delivery', () => inSpan(nameOf(task), spanOf(task), () => perform(task)))
      .catch((error: unknown) => {
        // Nothing is lost: when the lease ends, a replica looks the delivery up.
        const about = { ...aboutTask(task), action: task.action };
        logger.error({ err: error, ...about }, 'dispatcher: a task failed; its delivery will be looked up');
      })
      .finally(() => {
        inFlight.delete(work);
        wakeUp.wake();
      });
    inFlight.add(work);
  }

  const running = run();
  liveness.watchLoop(`dispatcher ${lane}`, running, () => closed);
  return {
    wake: wakeUp.wake,
    async close() {
      closed = true;
      wakeUp.wake();
      await running;
      await Promise.all(inFlight);
    },
  };
}

const nameOf = ({ action, row }: Task): string => `${action === 'SEND' ? 'send' : 'look up'} ${row.template}`;

/** The span continues the trace of the event, however long ago that was. */
const spanOf = ({ row, attempt }: Task): SpanOptions => ({
  parent: row.traceparent,
  attributes: {
    'messaging.message.conversation_id': row.correlationId,
    'movecall.delivery.id': row.id,
    'movecall.delivery.attempt': attempt,
  },
});

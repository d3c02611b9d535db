import type { DatabaseHandle } from '@movecall/database';
import { createWakeUp, type Database, type Transaction } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { isTransient } from '@movecall/transient-errors';
import { LONGEST_PAUSE_MS, type Timer } from './timer.ts';
import { nextDue, putOff, takeDue, TIMERS_CHANNEL } from './timer-store.ts';

export interface TimerOptions {
  readonly db: Database;
  readonly sql: DatabaseHandle['background']['sql'];
  readonly now: () => Date;
  /** Does what a timer is about. */
  readonly fire: (tx: Transaction, timer: Timer) => Promise<void>;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

export interface Timers {
  /** Lets a timer that is being fired finish. */
  close(): Promise<void>;
}

/** After a round that failed, and while another replica fires what is due. */
const RETRY_MS = 1_000;
/** How long a timer that fails waits. */
const PUT_OFF_MS = 60_000;

/**
 * Fires timers when they are due. A timer is fired in the transaction that removes it: once, whatever the number of replicas, and if
 * this one dies, by another one or by its successor. Between two timers it sleeps until the next one is due or a new one is set.
 */
export async function startTimers(options: TimerOptions): Promise<Timers> {
  const { db, now, logger, liveness } = options;
  const wakeUp = createWakeUp();
  const listening = await options.sql.listen(TIMERS_CHANNEL, wakeUp.wake, wakeUp.wake);
  let closed = false;

  async function run(): Promise<void> {
    while (!closed) {
      try {
        while (!closed && (await liveness.during('timers: firing', () => fireNext(options))));
        const next = await liveness.during('timers: looking', () => nextDue(db));
        if (!closed) await wakeUp.wait(pauseUntil(next, now()));
      } catch (error) {
        logger.warn({ err: error }, 'timers: a round failed; will try again');
        if (!closed) await wakeUp.wait(RETRY_MS, { ignoreEarlier: true });
      }
    }
  }

  const running = run();
  liveness.watchLoop('timers', running, () => closed);
  return {
    async close() {
      closed = true;
      wakeUp.wake();
      await running;
      await listening.unlisten();
    },
  };
}

/** A timer that is due all the same is in the hands of another replica. */
function pauseUntil(next: Date | null, at: Date): number {
  const pause = next === null ? LONGEST_PAUSE_MS : next.getTime() - at.getTime();
  return pause <= 0 ? RETRY_MS : Math.min(pause, LONGEST_PAUSE_MS);
}

/** @returns whether there may be more to fire at once */
async function fireNext({ db, now, fire, logger }: TimerOptions): Promise<boolean> {
  let taken: Timer | null = null;
  try {
    await db.transaction(async (tx) => {
      taken = await takeDue(tx, now());
      if (taken) await fire(tx, taken);
    });
  } catch (error) {
    if (taken === null || isTransient(error)) throw error;
    logger.error({ err: error, timer: taken }, 'timers: a timer failed; it is put off');
    await putOff(db, taken, new Date(now().getTime() + PUT_OFF_MS));
  }
  return taken !== null;
}

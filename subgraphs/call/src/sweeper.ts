import type { Database } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { continueTrace } from '@movecall/telemetry/trace';
import { sql } from 'drizzle-orm';
import { Counter, type Registry } from 'prom-client';
import type { AttemptStore } from './attempt-store.ts';

export interface SweeperOptions {
  readonly db: Database;
  readonly attempts: AttemptStore;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly liveness: Liveness;
}

export interface Sweeper {
  /** Lets a sweep that is under way finish. */
  close(): Promise<void>;
}

/** Any number that no other advisory lock of this database has. */
const SWEEPER_LEASE = 7_261_020;
const BATCH = 100;

/**
 * Withdraws the attempts that whoever made them did not live to settle. The lease is an advisory lock of the sweep's
 * transaction: of several replicas one sweeps, and a dead one holds nothing up. Two at once would do no harm, only work.
 */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { db, attempts, now, logger, liveness } = options;
  const withdrawn = new Counter({
    name: 'movecall_call_attempts_swept_total',
    help: 'Attempts that were withdrawn because nobody settled them',
    registers: [options.metrics],
  });

  const sweep = (): Promise<number> =>
    db.transaction(async (tx) => {
      const [lease] = await tx.execute<{ held: boolean }>(
        sql`select pg_try_advisory_xact_lock(${SWEEPER_LEASE}) as held`,
      );
      if (!lease?.held) return 0;
      const work = { now: now(), cause: { causationId: null, traceparent: continueTrace(null) } };
      return attempts.withdrawOverdue(tx, work, BATCH);
    });

  async function sweepAll(): Promise<void> {
    try {
      for (let count = BATCH; count === BATCH;) {
        count = await liveness.during('sweeper: a sweep', sweep);
        if (count === 0) return;
        withdrawn.inc(count);
        logger.warn({ count }, 'sweeper: withdrew attempts that nobody settled');
      }
    } catch (error) {
      logger.warn({ err: error }, 'sweeper: could not sweep; will try again');
    }
  }

  let running = Promise.resolve();
  let closed = false;
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = sweepAll().then(() => {
        if (!closed) schedule();
      });
    }, options.everyMs);
  };
  schedule();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

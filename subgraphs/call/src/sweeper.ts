import { type Database, withLease } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { continueTrace } from '@movecall/telemetry/trace';
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
  /** Lets a sweep in progress finish. */
  close(): Promise<void>;
}

/** The key of the sweeper's lease. Its value means nothing. */
const SWEEPER_LEASE = 7_261_020;
const BATCH = 100;

/**
 * Starts the sweeper, which withdraws overdue attempts: their own requests died before they settled them. The lease is an
 * advisory lock of the sweep's transaction, so one replica sweeps at a time, and a dead replica releases the lease. Two concurrent
 * sweeps would only duplicate work.
 */
export function startSweeper({ everyMs, liveness, logger, ...options }: SweeperOptions): Sweeper {
  const swept = new Counter({
    name: 'movecall_call_attempts_swept_total',
    help: 'Overdue attempts that the sweeper has withdrawn',
    registers: [options.metrics],
  });

  async function sweepAll(): Promise<void> {
    try {
      for (let count = BATCH; count === BATCH;) {
        count = await liveness.during('sweeper: a sweep', () => sweep(options));
        if (count === 0) return;
        swept.inc(count);
        logger.warn({ count }, 'sweeper: withdrew overdue attempts');
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
    }, everyMs);
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

/** Withdraws one batch. @returns how many; 0 when another replica holds the lease */
async function sweep({
  db,
  attempts,
  now,
}: Pick<SweeperOptions, 'db' | 'attempts' | 'now'>): Promise<number> {
  const withdrawn = await withLease(db, SWEEPER_LEASE, (tx) => {
    const metadata = { now: now(), cause: { causationId: null, traceparent: continueTrace(null) } };
    return attempts.withdrawOverdue(tx, metadata, BATCH);
  });
  return withdrawn ?? 0;
}

import { type Database, withLease } from '@movecall/eventlog';
import { type RepeatedJob, startRepeatedJob } from '@movecall/service/repeated-job';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { Counter, type Registry } from 'prom-client';
import type { AttemptStore } from './attempt-store.ts';
import { unprompted } from './outbox.ts';

export interface SweeperOptions {
  readonly db: Database;
  readonly attempts: AttemptStore;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly liveness: Liveness;
}

/** The key of the sweeper's lease. Its value means nothing. */
const SWEEPER_LEASE = 7_261_020;
const BATCH = 100;

/**
 * Starts the sweeper, which withdraws overdue attempts: their own requests died before they settled them. The lease is an
 * advisory lock of the sweep's transaction, so one replica sweeps at a time, and a dead replica releases the lease. Two concurrent
 * sweeps would only duplicate work.
 */
export function startSweeper(options: SweeperOptions): RepeatedJob {
  const { db, attempts, everyMs, now, logger, metrics, liveness } = options;
  const swept = new Counter({
    name: 'movecall_call_attempts_swept_total',
    help: 'Overdue attempts that the sweeper has withdrawn',
    registers: [metrics],
  });

  async function run(): Promise<boolean> {
    // Undefined when another replica holds the lease.
    const withdrawn = await withLease(db, SWEEPER_LEASE, (tx) =>
      attempts.withdrawOverdue(tx, unprompted(now()).cause, BATCH),
    );
    if (!withdrawn) return false;
    swept.inc(withdrawn);
    logger.warn({ count: withdrawn }, 'sweeper: withdrew overdue attempts');
    return withdrawn === BATCH;
  }

  return startRepeatedJob({ name: 'sweeper: a sweep', everyMs, run, logger, liveness });
}

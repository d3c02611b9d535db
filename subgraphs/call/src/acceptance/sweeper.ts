import type { Database } from '@movecall/eventlog';
import { type RepeatedJob, startRepeatedJob } from '@movecall/service/repeated-job';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { Counter, type Registry } from 'prom-client';
import type { AttemptStore } from './attempt-store.ts';
import { unprompted } from '../outbox.ts';

export interface SweeperOptions {
  readonly db: Database;
  readonly attempts: AttemptStore;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly liveness: Liveness;
}

const BATCH = 100;

/**
 * Starts the sweeper, which withdraws overdue attempts: their own requests died before they settled them. Each replica sweeps, and
 * skips the attempts that another one has locked.
 */
export function startSweeper(options: SweeperOptions): RepeatedJob {
  const { db, attempts, everyMs, now, logger, metrics, liveness } = options;
  const swept = new Counter({
    name: 'movecall_call_attempts_swept_total',
    help: 'Overdue attempts that the sweeper has withdrawn',
    registers: [metrics],
  });

  async function run(): Promise<boolean> {
    const withdrawn = await attempts.withdrawOverdue(db, unprompted(now()).cause, BATCH);
    if (withdrawn === 0) return false;
    swept.inc(withdrawn);
    logger.warn({ count: withdrawn }, 'sweeper: withdrew overdue attempts');
    return withdrawn === BATCH;
  }

  return startRepeatedJob({ name: 'sweeper: a sweep', everyMs, run, logger, liveness });
}

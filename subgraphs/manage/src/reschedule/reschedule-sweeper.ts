import type { Database } from '@movecall/eventlog';
import { type RepeatedJob, startRepeatedJob } from '@movecall/service/repeated-job';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { continueTrace } from '@movecall/telemetry/trace';
import { Counter, type Registry } from 'prom-client';
import type { RescheduleStore } from './reschedule-store.ts';

export interface RescheduleSweeperOptions {
  readonly db: Database;
  readonly store: RescheduleStore;
  readonly everyMs: number;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly liveness: Liveness;
}

const BATCH = 100;

/** Starts the sweeper, which withdraws overdue attempts to reschedule: their own requests died before they settled them. */
export function startRescheduleSweeper(options: RescheduleSweeperOptions): RepeatedJob {
  const { db, store, everyMs, logger, metrics, liveness } = options;
  const swept = new Counter({
    name: 'movecall_manage_reschedules_swept_total',
    help: 'Overdue attempts to reschedule that the sweeper has withdrawn',
    registers: [metrics],
  });

  async function run(): Promise<boolean> {
    const cause = { causationId: null, traceparent: continueTrace(null) };
    const withdrawn = await store.withdrawOverdue(db, cause, BATCH);
    if (withdrawn === 0) return false;
    swept.inc(withdrawn);
    logger.warn({ count: withdrawn }, 'sweeper: withdrew overdue attempts to reschedule');
    return withdrawn === BATCH;
  }

  return startRepeatedJob({ name: 'sweeper: a sweep of reschedules', everyMs, run, logger, liveness });
}

import { type Database, deleteExpired, type RetentionRule } from '@movecall/eventlog';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { Counter, type Registry } from 'prom-client';
import { type RepeatedJob, startRepeatedJob } from './repeated-job.ts';

export interface RetentionOptions {
  readonly db: Database;
  readonly rules: readonly RetentionRule[];
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly liveness: Liveness;
}

/** Deletes every now and then what the rules do not keep. */
export function startRetention(options: RetentionOptions): RepeatedJob {
  const { db, rules, everyMs, now, logger, metrics, liveness } = options;
  const expired = new Counter({
    name: 'movecall_rows_expired_total',
    help: 'Rows that were deleted because they are kept no longer',
    labelNames: ['rows'],
    registers: [metrics],
  });
  async function run(): Promise<boolean> {
    const { deleted, more } = await deleteExpired(db, rules, now());
    for (const [rows, count] of deleted) {
      if (count === 0) continue;
      expired.inc({ rows }, count);
      logger.info({ rows, count }, 'retention: deleted rows that are kept no longer');
    }
    return more;
  }
  return startRepeatedJob({ name: 'retention', everyMs, run, logger, liveness });
}

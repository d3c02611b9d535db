import { type Database, withLease } from '@movecall/eventlog';
import { type RepeatedJob, startRepeatedJob } from '@movecall/service/repeated-job';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { unprompted } from '../outbox.ts';
import type { SessionStore } from './session-store.ts';

export interface RoleCheckOptions {
  readonly db: Database;
  readonly sessions: SessionStore;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

/** The key of the check's lease. Its value means nothing. */
const ROLE_CHECK_LEASE = 7_261_021;
/** During a rollout a replica with the old configuration may still sign a removed operator in: until the next check. */
const EVERY_MS = 60_000;

/**
 * Ends the sessions of operators whom the configuration no longer names, as soon as a replica with that configuration starts.
 * A mover loses the role with the event that registers another phone; the check finds those too.
 */
export const startRoleCheck = ({ db, sessions, now, logger, liveness }: RoleCheckOptions): RepeatedJob =>
  startRepeatedJob({
    name: 'the check of roles',
    everyMs: EVERY_MS,
    async run() {
      const ended = await withLease(db, ROLE_CHECK_LEASE, (tx) =>
        sessions.end(tx, 'WITH_A_LOST_ROLE', unprompted(now())),
      );
      if (ended?.length) logger.warn({ count: ended.length }, 'sessions ended: their roles are lost');
      return false;
    },
    logger,
    liveness,
  });

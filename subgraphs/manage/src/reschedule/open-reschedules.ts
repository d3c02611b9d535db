import { createIdentitySigner } from '@movecall/identity';
import type { openResources } from '@movecall/service/bootstrap';
import type { ManageConfig } from '../config.ts';
import { type AssignClient, createAssignClient } from './assign-client.ts';
import { createRescheduleSaga, type RunReschedule } from './reschedule-saga.ts';
import { createRescheduleStore, type RescheduleStoreDeps } from './reschedule-store.ts';
import { startRescheduleSweeper } from './reschedule-sweeper.ts';

export interface Reschedules {
  readonly runReschedule: RunReschedule;
  readonly reassign: AssignClient['reassign'];
  /** Ends the sweeper. */
  stopSweeping(): Promise<void>;
  /** Closes the connections to assign. */
  close(): void;
}

/** Everything that moves calls to other times: the saga, its client of assign, and the sweeper. */
export function openReschedules(
  config: ManageConfig,
  { database: { db, background }, logger, metrics, liveness }: Awaited<ReturnType<typeof openResources>>,
  deps: Omit<RescheduleStoreDeps, 'db' | 'deadlineMs'>,
): Reschedules {
  const store = createRescheduleStore({ ...deps, db, deadlineMs: config.rescheduleDeadlineMs });
  const signer = createIdentitySigner(config.identityKey);
  const assign = createAssignClient({ ...config.assign, signer, logger, metrics });
  const sweeper = startRescheduleSweeper({
    db: background.db,
    store,
    everyMs: config.rescheduleSweepEveryMs,
    logger,
    metrics,
    liveness,
  });
  return {
    runReschedule: createRescheduleSaga({ store, assign, logger, newId: deps.newId }),
    reassign: assign.reassign,
    stopSweeping: sweeper.close,
    close: assign.close,
  };
}

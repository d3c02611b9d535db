import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { isNull, sql } from 'drizzle-orm';
import { dispatchRecords, holds, plans, requests } from './tables.ts';

/**
 * A tombstone is a cancel whose request has not arrived. The request can only come after it when it was a dead letter, so a
 * tombstone is kept for as long as those are. A hold that is over is the tombstone of an attempt to reschedule.
 */
export const assignRules = (keptMs: number): readonly RetentionRule[] => [
  {
    rows: 'tombstones',
    keptMs,
    deleteOlder: olderRows(requests, requests.storedAt, isNull(requests.requestedAt)),
  },
  { rows: 'dispatch_records', keptMs, deleteOlder: olderRows(dispatchRecords, dispatchRecords.at) },
  { rows: 'plans', keptMs, deleteOlder: olderRows(plans, plans.proposedAt) },
  { rows: 'holds', keptMs, deleteOlder: olderRows(holds, holds.changedAt, sql`${holds.status} = 'OVER'`) },
];

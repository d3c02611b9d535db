import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { isNull } from 'drizzle-orm';
import { requests } from './tables.ts';

/**
 * A tombstone is a cancel whose request has not arrived. The request can only come after it when it was a dead letter, so a
 * tombstone is kept for as long as those are.
 */
export const assignRules = (keptMs: number): readonly RetentionRule[] => [
  {
    rows: 'tombstones',
    keptMs,
    deleteOlder: olderRows(requests, requests.storedAt, isNull(requests.requestedAt)),
  },
];

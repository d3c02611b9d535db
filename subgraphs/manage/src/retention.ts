import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import { contracts, quotes, reschedules, tombstones } from './tables.ts';

export interface ManageRetention {
  readonly tombstonesMs: number;
  readonly quotesMs: number;
  readonly contractsMs: number;
}

/**
 * - A tombstone is kept for as long as an acceptance of its call may still arrive. call asks once and waits for less than a second, so
 *   that is over within minutes, whatever the network holds back. The same holds for a settled reschedule.
 * - A quote holds addresses, and nothing rests on it once it is not valid any more. Its versions go with it.
 * - A contract is a legal record, also of a person whose data was erased. It counts from the moving day.
 */
export const manageRules = ({
  tombstonesMs,
  quotesMs,
  contractsMs,
}: ManageRetention): readonly RetentionRule[] => [
  { rows: 'tombstones', keptMs: tombstonesMs, deleteOlder: olderRows(tombstones, tombstones.at) },
  {
    rows: 'reschedules',
    keptMs: tombstonesMs,
    deleteOlder: olderRows(reschedules, reschedules.settledAt, sql`${reschedules.status} <> 'PENDING'`),
  },
  { rows: 'quotes', keptMs: quotesMs, deleteOlder: olderRows(quotes, quotes.changedAt) },
  { rows: 'contracts', keptMs: contractsMs, deleteOlder: olderRows(contracts, contracts.movedBy) },
];

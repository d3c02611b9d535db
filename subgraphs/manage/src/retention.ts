import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { quotes, tombstones } from './tables.ts';

export interface ManageRetention {
  readonly tombstonesMs: number;
  readonly quotesMs: number;
}

/**
 * - A tombstone is kept for as long as an acceptance of its call may still arrive. call asks once and waits for less than a second, so
 *   that is over within minutes, whatever the network holds back.
 * - A quote holds addresses, and nothing rests on it once it is not valid any more. Its versions go with it.
 */
export const manageRules = ({ tombstonesMs, quotesMs }: ManageRetention): readonly RetentionRule[] => [
  { rows: 'tombstones', keptMs: tombstonesMs, deleteOlder: olderRows(tombstones, tombstones.at) },
  { rows: 'quotes', keptMs: quotesMs, deleteOlder: olderRows(quotes, quotes.changedAt) },
];

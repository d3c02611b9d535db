import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { tombstones } from './tables.ts';

/**
 * A tombstone is kept for as long as an acceptance of its call may still arrive. call asks once and waits for less than a second, so
 * that is over within minutes, whatever the network holds back.
 */
export const manageRules = (keptMs: number): readonly RetentionRule[] => [
  { rows: 'tombstones', keptMs, deleteOlder: olderRows(tombstones, tombstones.at) },
];

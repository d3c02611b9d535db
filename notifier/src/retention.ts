import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import { deliveries } from './tables.ts';

export interface NotifierRetention {
  readonly deliveriesMs: number;
  readonly loginsMs: number;
}

const ended = sql`${deliveries.dueAt} is null`;

/**
 * A delivery that has ended keeps its event from causing a second message, which the inbox does as well, and receives late reports of
 * the provider, which come within days. Then only call's alerts tell of it. A login code's delivery is of no use once the code
 * has expired.
 */
export const notifierRules = ({ deliveriesMs, loginsMs }: NotifierRetention): readonly RetentionRule[] => [
  {
    rows: 'deliveries',
    keptMs: deliveriesMs,
    deleteOlder: olderRows(
      deliveries,
      deliveries.since,
      sql`${ended} and ${deliveries.template} <> 'LOGIN_CODE'`,
    ),
  },
  {
    rows: 'deliveries of login codes',
    keptMs: loginsMs,
    deleteOlder: olderRows(
      deliveries,
      deliveries.since,
      sql`${ended} and ${deliveries.template} = 'LOGIN_CODE'`,
    ),
  },
];

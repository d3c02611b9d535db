import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { type SQL, sql } from 'drizzle-orm';
import { givenBack } from '../assignment/assignment-fact.ts';
import type { PassedOver } from './candidates.ts';
import { assignments } from '../tables.ts';

/** Which teams may not get a call again: the released assignments of the call tell. */

/** An assignment in which a team gave its call back. */
export const hasGivenBack: SQL = sql`${assignments.releasedCause} in (${sql.raw(
  givenBack.map((cause) => `'${cause}'`).join(),
)})`;

/** The teams that gave back one of these calls. */
export async function passedOverFor(tx: Transaction, callIds: readonly string[]): Promise<PassedOver> {
  if (callIds.length === 0) return new Map();
  const rows = await tx.execute<{ readonly callId: string; readonly moverIds: string[] }>(sql`
    select ${assignments.callId} as "callId", json_agg(distinct ${assignments.moverId}) as "moverIds"
    from ${assignments}
    where ${assignments.callId} = any(${arrayOf(callIds)}::uuid[]) and ${hasGivenBack} group by 1`);
  return new Map(rows.map(({ callId, moverIds }) => [callId, moverIds]));
}

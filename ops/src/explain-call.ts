import { type DispatchRecord, explanationOf } from '@movecall/assign/explaining';
import type { System } from './system.ts';

/**
 * Tells why a call has the teams that it has or had, or waits: what dispatch decided on each time, and whether it would decide the same.
 *
 * @throws Error when nothing is recorded about such a call
 */
export async function explainCall({ databases: { assign } }: System, callId: string) {
  const rows = /^[0-9a-f-]{36}$/i.test(callId)
    ? await assign<{ at: Date; record: DispatchRecord }[]>`
        select at, record from dispatch_records where call_id = ${callId} order by id`
    : [];
  if (rows.length === 0) throw new Error(`there is no decision about a call ${callId}`);
  const explained = rows.map(({ at, record }) => ({ at, ...explanationOf(record) }));
  return {
    lines: explained.flatMap(({ at, lines: [first, ...others] }) => [
      `${at.toISOString()} ${first}`,
      ...others,
    ]),
    agrees: explained.every(({ agrees }) => agrees),
  };
}

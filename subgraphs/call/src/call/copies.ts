import { insertRows, updateRows } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import { alerts, calls, movers } from '../tables.ts';

/** Copies of what other services know, by their ids there. The last one of an id stays. */

export type MoverCopy = typeof movers.$inferSelect;
export type AlertCopy = typeof alerts.$inferSelect;

/** Who may sign in as a mover, besides the phone that it was registered with. */
export type MembersCopy = Pick<MoverCopy, 'id' | 'members'>;

/** Stores movers, with one statement. */
export async function storeMovers(tx: Transaction, copies: readonly MoverCopy[]): Promise<void> {
  if (copies.length === 0) return;
  await tx.execute(sql`${insertRows(movers, lastOfEach(copies))}
    on conflict (id) do update set name = excluded.name, tel = excluded.tel, members = excluded.members`);
}

/** Stores the members of movers that are known, with one statement. */
export async function storeMembers(tx: Transaction, copies: readonly MembersCopy[]): Promise<void> {
  if (copies.length > 0) await tx.execute(updateRows(movers, 'id', lastOfEach(copies)));
}

/** Stores alerts, with one statement. An alert about a sign-in, or about an attempt that was withdrawn, has no call, and is left out. */
export async function storeAlerts(tx: Transaction, copies: readonly AlertCopy[]): Promise<void> {
  if (copies.length === 0) return;
  await tx.execute(sql`${insertRows(alerts, lastOfEach(copies))}
    where exists (select from ${calls} where ${calls.id} = row.call_id offset 0)
    on conflict (id) do update set call_id = excluded.call_id, template = excluded.template,
      channel = excluded.channel, outcome = excluded.outcome, at = excluded.at`);
}

/** In the order of the ids, so that two transactions lock rows in the same order. */
const lastOfEach = <T extends { readonly id: string }>(copies: readonly T[]): readonly T[] =>
  [...new Map(copies.map((copy) => [copy.id, copy])).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));

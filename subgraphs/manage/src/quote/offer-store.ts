import { lockIds } from '@movecall/database/id-locks';
import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { and, eq, ne, sql } from 'drizzle-orm';
import { orders, quotes, quoteVersions } from '../tables.ts';
import type { Offer } from './asked-agreement.ts';

/**
 * Loads what is decided on when quotes are accepted, and locks the quotes until the transaction ends: another acceptance and the next
 * version of a quote wait.
 *
 * @returns the offers by the ids of their quotes
 */
export async function loadOffers(
  tx: Transaction,
  quoteIds: readonly string[],
): Promise<ReadonlyMap<string, Offer>> {
  const ids = [...new Set(quoteIds)].toSorted();
  // In one round trip, and in this order: the other two see what the locks have waited for.
  const [, rows, used] = await Promise.all([lockIds(tx, ids), newestOf(tx, ids), usersOf(tx, ids)]);
  const users = new Map(used.map(({ quoteId, callId }) => [quoteId, callId]));
  return new Map(
    rows.map(({ head: { id, ownerId }, newest }) => {
      const { quoteId: _, ...version } = newest;
      return [id, { quote: { id, ownerId, ...version }, usedBy: users.get(id) ?? null }];
    }),
  );
}

const newestOf = (tx: Transaction, ids: readonly string[]) =>
  tx
    .select({ head: quotes, newest: quoteVersions })
    .from(quotes)
    .innerJoin(
      quoteVersions,
      and(eq(quoteVersions.quoteId, quotes.id), eq(quoteVersions.version, quotes.version)),
    )
    .where(sql`${quotes.id} = any(${arrayOf(ids)}::uuid[])`)
    .orderBy(quotes.id)
    // Erasure and retention delete rows without the lock of an id.
    .for('update', { of: quotes });

const usersOf = (tx: Transaction, ids: readonly string[]) =>
  tx
    .select({ quoteId: orders.quoteId, callId: orders.callId })
    .from(orders)
    .where(and(sql`${orders.quoteId} = any(${arrayOf(ids)}::uuid[])`, ne(orders.status, 'CANCELLED')));

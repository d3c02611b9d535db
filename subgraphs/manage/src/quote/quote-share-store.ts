import { lockIds } from '@movecall/database/id-locks';
import { arrayOf, insertRows } from '@movecall/database/rows';
import type { Store } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import { and, eq, sql } from 'drizzle-orm';
import { quotes, quoteShares, quoteVersions } from '../tables.ts';
import {
  initialSharing,
  type QuoteSharedFact,
  type ShareCommand,
  type SharingState,
} from './quote-sharing.ts';

/** Stores to which phones quotes were sent, by the ids of the quotes. It takes the same locks as the store of quotes. */
export const createQuoteShareStore = (
  now: () => Date,
): Store<SharingState, ShareCommand, QuoteSharedFact> => ({
  async load(tx, commands) {
    const ids = [...new Set(commands.map(({ id }) => id))].toSorted();
    const states = new Map(ids.map((id) => [id, initialSharing]));
    // A statement sees what was committed before it began, so the lock is waited for first.
    await lockIds(tx, ids);
    for (const { phones, newest } of await newestOf(tx, ids)) {
      const { quoteId: id, ...version } = newest;
      states.set(id, { status: 'OPEN', quote: { id, ...version }, phones });
    }
    return states;
  },

  async save(tx, changes) {
    const at = now();
    const rows = changes.flatMap(({ recorded }) =>
      recorded.map(({ fact: { quote, recipient } }) => ({
        quoteId: quote.id,
        version: quote.version,
        phone: recipient.hash,
        at,
      })),
    );
    await tx.execute(insertRows(quoteShares, rows));
  },
});

/** The newest version of quotes, and the phones that it was sent to. */
const newestOf = (tx: Transaction, ids: readonly string[]) =>
  tx
    .select({
      newest: quoteVersions,
      phones: sql<string[]>`array(select ${quoteShares.phone} from ${quoteShares}
        where ${quoteShares.quoteId} = ${quotes.id} and ${quoteShares.version} = ${quotes.version})`,
    })
    .from(quotes)
    .innerJoin(
      quoteVersions,
      and(eq(quoteVersions.quoteId, quotes.id), eq(quoteVersions.version, quotes.version)),
    )
    .where(sql`${quotes.id} = any(${arrayOf(ids)}::uuid[])`)
    // Erasure and retention delete rows without the lock of an id.
    .for('update', { of: quotes });

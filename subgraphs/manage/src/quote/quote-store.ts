import { lockIds } from '@movecall/database/id-locks';
import { arrayOf, insertRows, updateRows } from '@movecall/database/rows';
import type { Change, Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { and, eq, sql } from 'drizzle-orm';
import { quotes, quoteVersions } from '../tables.ts';
import {
  initialQuote,
  type OwnedQuote,
  type QuoteCommand,
  type QuoteFact,
  type QuoteState,
} from './quote.ts';

type QuoteChange = Change<QuoteState, QuoteFact>;

/** Stores quotes and their versions. */
export const createQuoteStore = (now: () => Date): Store<QuoteState, QuoteCommand, QuoteFact> => ({
  async load(tx, commands) {
    const ids = [...new Set(commands.map(({ id }) => id))].toSorted();
    const states = new Map(ids.map((id) => [id, initialQuote]));
    const [, rows] = await Promise.all([lockIds(tx, ids), headsOf(tx, ids)]);
    for (const { id, version, ownerId } of rows) states.set(id, { status: 'OPEN', version, ownerId });
    return states;
  },

  async save(tx, changes) {
    const at = now();
    const isNew = ({ before }: QuoteChange): boolean => before.status === 'NONE';
    const fresh = changes.filter(isNew).map((change) => headOf(change, at));
    const known = changes.filter((change) => !isNew(change)).map((change) => headOf(change, at));
    const versions = changes.flatMap(newVersions);
    if (fresh.length > 0) await tx.execute(insertRows(quotes, fresh));
    if (known.length > 0) await tx.execute(updateRows(quotes, 'id', known));
    if (versions.length > 0) await tx.execute(insertRows(quoteVersions, versions));
  },
});

const headsOf = (tx: Transaction, ids: readonly string[]) =>
  tx
    .select()
    .from(quotes)
    .where(sql`${quotes.id} = any(${arrayOf(ids)}::uuid[])`)
    .orderBy(quotes.id)
    // Erasure and retention delete rows without the lock of an id.
    .for('update');

function headOf({ id, after }: QuoteChange, changedAt: Date) {
  if (after.status === 'NONE') throw new Error(`quote ${id} has changed and has no version`);
  const { version, ownerId } = after;
  return { id, version, ownerId, changedAt };
}

const newVersions = ({ id: quoteId, recorded }: QuoteChange) =>
  recorded.flatMap(({ fact }) =>
    fact.type === 'Made' ? [{ quoteId, version: fact.version, ...fact.made }] : [],
  );

/** The newest version of a quote; null when there is none. */
export async function findQuote(db: Database, id: string): Promise<OwnedQuote | null> {
  const [row] = await db
    .select({ head: quotes, newest: quoteVersions })
    .from(quotes)
    .innerJoin(
      quoteVersions,
      and(eq(quoteVersions.quoteId, quotes.id), eq(quoteVersions.version, quotes.version)),
    )
    .where(eq(quotes.id, id));
  if (!row) return null;
  const { quoteId: _id, ...version } = row.newest;
  return { id, ownerId: row.head.ownerId, ...version };
}

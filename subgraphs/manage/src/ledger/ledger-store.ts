import { lockIds } from '@movecall/database/id-locks';
import { arrayOf, insertRows, updateRows } from '@movecall/database/rows';
import type { Change, Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { eq, sql } from 'drizzle-orm';
import { ledgerEntries, ledgers, orders } from '../tables.ts';
import {
  type ChargeKind,
  chargeKinds,
  type Entry,
  isPayment,
  type Payment,
  type PaymentKind,
} from './entry.ts';
import { initialLedger, type LedgerCommand, type LedgerFact, ledgerOf, type LedgerState } from './ledger.ts';

type EntryRow = typeof ledgerEntries.$inferSelect;
type LedgerChange = Change<LedgerState, LedgerFact>;

/** Stores ledgers by the ids of their calls. Entries are only added. */
export const ledgerStore: Store<LedgerState, LedgerCommand, LedgerFact> = {
  async load(tx, commands) {
    const ids = [...new Set(commands.map(({ id }) => id))].toSorted();
    // The same locks as those of the orders: a payment and a cancel of one call come one after the other.
    await lockIds(tx, ids);
    return ledgersOf(tx, ids);
  },

  async save(tx, changes) {
    const heads = changes.flatMap(newHead);
    const entries = changes.flatMap(newEntries);
    const repriced = changes.flatMap(newFare);
    if (heads.length > 0) await tx.execute(insertRows(ledgers, heads));
    if (repriced.length > 0) await tx.execute(updateRows(ledgers, 'callId', repriced));
    if (entries.length > 0) await tx.execute(insertRows(ledgerEntries, entries));
  },
};

/** The ledgers of calls, in the order of the ids. */
export async function findLedgers(db: Database, callIds: readonly string[]): Promise<LedgerState[]> {
  const states = await ledgersOf(db, callIds);
  return callIds.map((callId) => states.get(callId) ?? initialLedger);
}

async function ledgersOf(
  db: Database | Transaction,
  callIds: readonly string[],
): Promise<Map<string, LedgerState>> {
  const ids = sql`any(${arrayOf(callIds)}::uuid[])`;
  const [heads, rows] = await Promise.all([
    db
      .select({ callId: ledgers.callId, fare: ledgers.fare, terms: ledgers.terms, movingOn: orders.movingOn })
      .from(ledgers)
      .innerJoin(orders, eq(orders.callId, ledgers.callId))
      .where(sql`${ledgers.callId} = ${ids}`),
    db
      .select()
      .from(ledgerEntries)
      .where(sql`${ledgerEntries.callId} = ${ids}`)
      .orderBy(ledgerEntries.callId, ledgerEntries.number),
  ]);
  const entries = new Map<string, Entry[]>(heads.map(({ callId }) => [callId, []]));
  for (const row of rows) entries.get(row.callId)?.push(entryOf(row));
  const states = new Map<string, LedgerState>(callIds.map((callId) => [callId, initialLedger]));
  for (const { callId, ...head } of heads) states.set(callId, ledgerOf(head, entries.get(callId) ?? []));
  return states;
}

const isCharge = (kind: ChargeKind | PaymentKind): kind is ChargeKind =>
  (chargeKinds as readonly string[]).includes(kind);

function entryOf(row: EntryRow): Entry {
  const { number, kind, amount, at, method, recordedBy, recorderId, idempotencyKey } = row;
  const { assignmentId, companyId } = row;
  if (isCharge(kind))
    return {
      number,
      kind,
      amount,
      at,
      ...(assignmentId !== null && { failed: { assignmentId, companyId } }),
    };
  if (method === null || recordedBy === null || recorderId === null || idempotencyKey === null)
    throw new Error(`entry ${number} of the ledger of call ${row.callId} is a payment without its details`);
  return { number, kind, amount, at, method, recordedBy, recorderId, idempotencyKey };
}

const newHead = ({ id: callId, recorded }: LedgerChange) =>
  recorded.flatMap(({ fact }) =>
    fact.type === 'Opened' ? [{ callId, fare: fact.head.fare, terms: fact.head.terms }] : [],
  );

const newFare = ({ id: callId, recorded }: LedgerChange) =>
  recorded.flatMap(({ fact }) => (fact.type === 'Repriced' ? [{ callId, fare: fact.fare }] : [])).slice(-1);

const noPayment = { method: null, recordedBy: null, recorderId: null, idempotencyKey: null };

const paymentOf = ({ method, recordedBy, recorderId, idempotencyKey }: Payment) => ({
  method,
  recordedBy,
  recorderId,
  idempotencyKey,
});

/** All rows have the same columns. */
const newEntries = ({ id: callId, recorded }: LedgerChange) =>
  recorded.flatMap(({ fact }) => {
    if (fact.type !== 'Entered') return [];
    const { entry } = fact;
    const { number, kind, amount, at } = entry;
    const failed = isPayment(entry) ? undefined : entry.failed;
    const team = { assignmentId: failed?.assignmentId ?? null, companyId: failed?.companyId ?? null };
    const payment = isPayment(entry) ? paymentOf(entry) : noPayment;
    return [{ callId, number, kind, amount, at, ...team, ...payment }];
  });

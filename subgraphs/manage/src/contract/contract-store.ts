import { lockIds } from '@movecall/database/id-locks';
import { arrayOf, insertRows } from '@movecall/database/rows';
import type { Change, Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { addDays, startOfDay } from '@movecall/values/days';
import { desc, eq, sql } from 'drizzle-orm';
import { contracts } from '../tables.ts';
import {
  type Agreement,
  type ContractCommand,
  type ContractFact,
  type ContractState,
  initialContract,
} from './contract.ts';
import type { Company } from '../company/company.ts';

type ContractRow = typeof contracts.$inferSelect;
type ContractChange = Change<ContractState, ContractFact>;

/** A contract in its newest version, as it is read. */
export interface StoredContract {
  readonly callId: string;
  readonly version: number;
  readonly agreement: Agreement;
  readonly company: Company | null;
  /** When the company of this version was written down. */
  readonly completedAt: Date | null;
  /** Whether the customer was told of this version. */
  readonly isAnnounced: boolean;
  readonly isErased: boolean;
}

/** Stores contracts and their versions, by the ids of their calls. */
export const createContractStore = (
  now: () => Date,
): Store<ContractState, ContractCommand, ContractFact> => ({
  async load(tx, commands) {
    const ids = [...new Set(commands.map(({ id }) => id))].toSorted();
    const states = new Map(ids.map((id) => [id, initialContract]));
    const [, rows] = await Promise.all([lockIds(tx, ids), newestOf(tx, ids)]);
    for (const row of rows) states.set(row.callId, stateOf(row));
    return states;
  },

  async save(tx, changes) {
    const at = now();
    const versions = changes.flatMap((change) => versionsOf(change, at));
    const announced = changes.flatMap(announcedIn);
    const erased = changes.filter(({ before, after }) => isErased(after) && !isErased(before));
    if (versions.length > 0)
      await tx.execute(sql`${insertRows(contracts, versions)} on conflict (call_id, version)
        do update set company = excluded.company, completed_at = excluded.completed_at`);
    if (announced.length > 0)
      await tx.execute(sql`update ${contracts} set announced_at = ${at.toISOString()}
        from jsonb_to_recordset(${JSON.stringify(announced)}::jsonb) as told (call_id uuid, version int)
        where contracts.call_id = told.call_id and contracts.version = told.version`);
    if (erased.length > 0) {
      const ids = arrayOf(erased.map(({ id }) => id));
      await tx.execute(sql`
        update ${contracts} set erased_at = ${at.toISOString()} where call_id = any(${ids}::uuid[])`);
    }
  },
});

/** The contracts of calls in their newest versions, in the order of the ids; null for a call without one. */
export async function findContracts(
  db: Database,
  callIds: readonly string[],
): Promise<(StoredContract | null)[]> {
  const rows = await newestOf(db, callIds);
  const byCall = new Map(rows.map((row) => [row.callId, contractIn(row)]));
  return callIds.map((callId) => byCall.get(callId) ?? null);
}

/** A version of a contract that has its company. */
export interface CompletedVersion {
  readonly version: number;
  readonly company: string;
  readonly completedAt: Date;
}

/** The versions of a contract that have their companies, the oldest first. */
export async function findVersions(db: Database, callId: string): Promise<readonly CompletedVersion[]> {
  const { version, company, completedAt } = contracts;
  const rows = await db
    .select({ version, company, completedAt })
    .from(contracts)
    .where(eq(contracts.callId, callId))
    .orderBy(version);
  return rows.flatMap((row) =>
    row.company && row.completedAt
      ? [{ version: row.version, company: row.company.name, completedAt: row.completedAt }]
      : [],
  );
}

const newestOf = (db: Database | Transaction, callIds: readonly string[]): Promise<ContractRow[]> =>
  db
    .selectDistinctOn([contracts.callId])
    .from(contracts)
    .where(sql`${contracts.callId} = any(${arrayOf(callIds)}::uuid[])`)
    .orderBy(contracts.callId, desc(contracts.version));

function contractIn(row: ContractRow): StoredContract {
  const { callId, version, company, completedAt, announcedAt, erasedAt, quote } = row;
  const { ownerId, ownerTel, items, consentedAt, consentedBy } = row;
  const accepted = {
    ...quote,
    madeAt: new Date(quote.madeAt),
    operatorId: quote.operatorId ?? null,
    validUntil: new Date(quote.validUntil),
  };
  const agreement = { ownerId, ownerTel, quote: accepted, items, consentedAt, consentedBy };
  const marks = { isAnnounced: announcedAt !== null, isErased: erasedAt !== null };
  return { callId, version, agreement, company, completedAt, ...marks };
}

function stateOf(row: ContractRow): ContractState {
  const { version, agreement, company, isAnnounced, isErased: wasErased } = contractIn(row);
  const kept = { version, agreement, isErased: wasErased };
  return company === null
    ? { ...kept, status: 'OPEN' }
    : { ...kept, status: 'COMPLETE', company, isAnnounced };
}

const isErased = (state: ContractState): boolean => state.status !== 'NONE' && state.isErased;

/** The rows of the versions that a change has made or completed, each once. */
function versionsOf({ id, recorded }: ContractChange, at: Date) {
  const versions = new Map<number, ReturnType<typeof versionRow>>();
  for (const { fact } of recorded) {
    if (fact.type === 'Made') versions.set(1, versionRow(id, { ...fact, version: 1, company: null }, at));
    if (fact.type === 'Amended' || fact.type === 'Completed')
      versions.set(fact.version, versionRow(id, fact, at));
  }
  return [...versions.values()];
}

/** The versions that the customer is told of by a change. */
const announcedIn = ({ id, recorded }: ContractChange) =>
  recorded.flatMap(({ fact }) => (fact.type === 'Announced' ? [{ call_id: id, version: fact.version }] : []));

interface Version {
  readonly version: number;
  readonly agreement: Agreement;
  readonly company: Company | null;
}

function versionRow(callId: string, { version, agreement, company }: Version, at: Date) {
  const { quote, ...consent } = agreement;
  return {
    callId,
    version,
    ...consent,
    quote: {
      ...quote,
      madeAt: quote.madeAt.toISOString(),
      validUntil: quote.validUntil.toISOString(),
    },
    company,
    completedAt: company && at,
    movedBy: startOfDay(addDays(quote.request.movingOn, 1)),
  };
}

import { arrayOf, insertRows } from '@movecall/database/rows';
import type { Database, Transaction } from '@movecall/eventlog';
import type { Tel } from '@movecall/values/tel';
import DataLoader from 'dataloader';
import { arrayContains, desc, eq, or, sql } from 'drizzle-orm';
import type { Person } from './sign-in.ts';
import { movers, people } from '../tables.ts';

/**
 * Makes the function that finds a person. Requests that ask in the same turn of the event loop share a statement.
 *
 * @returns a function that returns null also for a person without a phone, who cannot sign in any more
 */
export function createFindPerson(db: Database): (id: string) => Promise<Person | null> {
  const found = new DataLoader((ids: readonly string[]) => findPeople(db, ids), { cache: false });
  return (id) => found.load(id);
}

/** The people with these ids, in their order; null for an id without a person, and for a person without a phone. */
export async function findPeople(db: Database, ids: readonly string[]): Promise<(Person | null)[]> {
  const found = await db
    .select({ id: people.id, tel: people.tel })
    .from(people)
    .where(sql`${people.id} = any(${arrayOf(ids)}::uuid[])`);
  const byId = new Map(found.map(({ id, tel }) => [id, tel]));
  return ids.map((id) => {
    const tel = byId.get(id) ?? null;
    return tel === null ? null : { id, tel };
  });
}

/** Finds the person with a phone. When there is none, stores one with the given id. */
export async function ensurePerson(
  tx: Transaction,
  tel: Tel,
  fresh: { id: string; now: Date },
): Promise<Person> {
  const ids = await ensurePeople(tx, [tel], { now: fresh.now, newId: () => fresh.id });
  const id = ids.get(tel);
  if (id === undefined) throw new Error('a person is missing right after the insert; report a bug');
  return { id, tel };
}

/** Finds the people with phones. Where there is none, stores one. @returns the id of each, by the phone */
export async function ensurePeople(
  tx: Transaction,
  tels: readonly Tel[],
  { now, newId }: { readonly now: Date; readonly newId: () => string },
): Promise<ReadonlyMap<Tel, string>> {
  const known = await peopleWith(tx, tels);
  // In order: an insert waits for another transaction that stores the same phone, and two must not wait for each other.
  const missing = [...new Set(tels)].filter((tel) => !known.has(tel)).toSorted();
  if (missing.length === 0) return known;
  const rows = missing.map((tel) => ({ id: newId(), tel, createdAt: now }));
  await tx.execute(sql`${insertRows(people, rows)} on conflict do nothing`);
  // Another transaction may have stored the same phone.
  return new Map([...known, ...(await peopleWith(tx, missing))]);
}

/**
 * Finds and locks the people with phones. The lock waits for a transaction that parts a phone from its person; then that person is not
 * found any more.
 */
async function peopleWith(tx: Transaction, tels: readonly Tel[]): Promise<ReadonlyMap<Tel, string>> {
  const found = await tx.execute<{ id: string; tel: Tel }>(sql`
    select id, tel from ${people} where tel = any(${arrayOf(tels)}::text[]) order by tel for key share`);
  return new Map(found.map(({ id, tel }) => [tel, id]));
}

/** Finds the mover that a phone signs in as: its own phone, or a member's. Assign gives a phone to one mover only. */
export async function findMoverId(tx: Transaction, tel: Tel): Promise<string | null> {
  const [mover] = await tx
    .select({ id: movers.id })
    .from(movers)
    .where(or(eq(movers.tel, tel), arrayContains(movers.members, [tel])))
    .orderBy(desc(movers.id))
    .limit(1);
  return mover?.id ?? null;
}

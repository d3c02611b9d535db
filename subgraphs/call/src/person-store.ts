import type { Database, Transaction } from '@movecall/eventlog';
import type { Tel } from '@movecall/values/tel';
import { desc, eq, inArray } from 'drizzle-orm';
import type { Person } from './sign-in.ts';
import { movers, people } from './tables.ts';

/** @returns null also for a person without a phone, who cannot sign in any more */
export async function findPerson(db: Database, id: string): Promise<Person | null> {
  const [person] = await findPeople(db, [id]);
  return person ?? null;
}

/** The people with these ids, in their order; null for an id without a person, and for a person without a phone. */
export async function findPeople(db: Database, ids: readonly string[]): Promise<(Person | null)[]> {
  const found = await db
    .select({ id: people.id, tel: people.tel })
    .from(people)
    .where(inArray(people.id, ids));
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
  // The lock waits for a transaction that parts the phone from its person; then that person is not found any more.
  const find = async () => {
    const [person] = await tx
      .select({ id: people.id })
      .from(people)
      .where(eq(people.tel, tel))
      .for('key share');
    return person && { ...person, tel };
  };
  const known = await find();
  if (known) return known;
  // Another transaction may insert the same phone; then its row is found below.
  await tx.insert(people).values({ id: fresh.id, tel, createdAt: fresh.now }).onConflictDoNothing();
  const person = await find();
  if (!person) throw new Error('a person is missing right after the insert; report a bug');
  return person;
}

/** Finds the mover that is registered with a phone. Assign registers a phone only once. */
export async function findMoverId(tx: Transaction, tel: Tel): Promise<string | null> {
  const [mover] = await tx
    .select({ id: movers.id })
    .from(movers)
    .where(eq(movers.tel, tel))
    .orderBy(desc(movers.id))
    .limit(1);
  return mover?.id ?? null;
}

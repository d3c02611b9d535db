import type { Database, Transaction } from '@movecall/eventlog';
import type { Tel } from '@movecall/values/tel';
import { desc, eq } from 'drizzle-orm';
import type { Person } from './sign-in.ts';
import { movers, people } from './tables.ts';

export async function findPerson(db: Database, id: string): Promise<Person | null> {
  const [person] = await db.select({ id: people.id, tel: people.tel }).from(people).where(eq(people.id, id));
  return person ?? null;
}

/** The person with this phone, made when they are new. `fresh` is what they are made from. */
export async function ensurePerson(
  tx: Transaction,
  tel: Tel,
  fresh: { id: string; now: Date },
): Promise<Person> {
  const find = () => tx.select({ id: people.id, tel: people.tel }).from(people).where(eq(people.tel, tel));
  const [known] = await find();
  if (known) return known;
  await tx.insert(people).values({ id: fresh.id, tel, createdAt: fresh.now }).onConflictDoNothing();
  const [person] = await find();
  if (!person) throw new Error('a person vanished');
  return person;
}

/** The mover who registered with this phone; null when none did. Assign takes a phone once. */
export async function findMoverId(tx: Transaction, tel: Tel): Promise<string | null> {
  const [mover] = await tx
    .select({ id: movers.id })
    .from(movers)
    .where(eq(movers.tel, tel))
    .orderBy(desc(movers.id))
    .limit(1);
  return mover?.id ?? null;
}

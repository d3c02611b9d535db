import type { Database, Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { seoulDay } from '@movecall/values/days';
import { erasedPlace } from '@movecall/values/erased-place';
import type { Tel } from '@movecall/values/tel';
import { and, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { CallRow } from '../call/call-row.ts';
import { isOpen } from './erasure.ts';
import type { AppendFacts, CommandMetadata } from '../outbox.ts';
import type { SessionStore } from '../sign-in/session-store.ts';
import { attempts, calls, people, sessions, signIns } from '../tables.ts';

/** A person who has a phone. */
export type WhichPerson = { readonly id: string } | { readonly tel: Tel };

export type Parted =
  { readonly endedSessions: readonly string[] } | { readonly refusal: 'PERSON_NOT_FOUND' | 'OPEN_CALLS' };

export interface ErasureStore {
  /** Parts a person from their phone, and ends their sessions. What is kept about their calls stays. */
  part(person: WhichPerson, metadata: CommandMetadata): Promise<Parted>;
  /** Parts a person from their phone, and erases the personal data of all their calls. */
  erase(person: WhichPerson, metadata: CommandMetadata): Promise<Parted>;
  /** Erases the personal data of calls that were over before a moment. @returns how many, up to `limit` */
  eraseOldCalls(tx: Transaction, before: Date, metadata: CommandMetadata, limit: number): Promise<number>;
  /** Parts people from their phones of whom nothing else is kept since a moment. @returns how many, up to `limit` */
  partForgotten(tx: Transaction, before: Date, limit: number): Promise<number>;
}

export interface ErasureStoreDeps {
  readonly db: Database;
  readonly appendFacts: AppendFacts;
  readonly sessions: SessionStore;
}

export function createErasureStore(deps: ErasureStoreDeps): ErasureStore {
  const { db } = deps;
  return {
    part: (person, metadata) => db.transaction((tx) => part(deps, tx, person, metadata)),
    erase: (person, metadata) =>
      db.transaction(async (tx) => {
        const parted = await part(deps, tx, person, metadata);
        if ('refusal' in parted) return parted;
        await eraseCalls(deps, tx, parted.calls, metadata);
        await deps.appendFacts(tx, metadata, [fact('PersonErased', parted.personId, {})]);
        await tx.update(attempts).set(erasedAttempt).where(eq(attempts.ownerId, parted.personId));
        return parted;
      }),
    async eraseOldCalls(tx, before, metadata, limit) {
      const old = await findOldCalls(tx, before, limit);
      await eraseCalls(deps, tx, old, metadata);
      return old.length;
    },
    partForgotten,
  };
}

/** What identifies a customer in an attempt: the hash of what was asked for can be guessed, and the key is the client's text. */
const erasedAttempt = { fingerprint: '', idempotencyKey: null };

async function part(
  { sessions: store }: ErasureStoreDeps,
  tx: Transaction,
  which: WhichPerson,
  metadata: CommandMetadata,
) {
  // The lock waits for attempts of this person that are being stored, and keeps new ones from this person.
  const [person] = await tx
    .select({ id: people.id, tel: people.tel })
    .from(people)
    .where('id' in which ? eq(people.id, which.id) : eq(people.tel, which.tel))
    .for('update');
  if (!person || person.tel === null) return { refusal: 'PERSON_NOT_FOUND' } as const;
  const { id: personId, tel } = person;
  const own = await tx
    .select()
    .from(calls)
    .where(and(eq(calls.ownerId, personId), isNull(calls.erasedAt)));
  const pending = await tx
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.ownerId, personId), eq(attempts.status, 'PENDING')))
    .limit(1);
  const today = seoulDay(metadata.now);
  if (pending.length > 0 || own.some((call) => isOpen(call, today)))
    return { refusal: 'OPEN_CALLS' } as const;
  await tx.update(people).set({ tel: null }).where(eq(people.id, personId));
  await tx.delete(signIns).where(eq(signIns.tel, tel));
  const endedSessions = await store.end(tx, { personId }, metadata);
  return { personId, calls: own, endedSessions };
}

async function eraseCalls(
  { appendFacts }: ErasureStoreDeps,
  tx: Transaction,
  erased: readonly CallRow[],
  metadata: CommandMetadata,
): Promise<void> {
  for (const { id, location, destination } of erased) {
    await tx
      .update(calls)
      .set({
        erasedAt: metadata.now,
        tel: null,
        location: erasedPlace(location),
        destination: destination && erasedPlace(destination),
        cancelReason: null,
      })
      .where(eq(calls.id, id));
  }
  const ids = erased.map(({ id }) => id);
  if (ids.length > 0) await tx.update(attempts).set(erasedAttempt).where(inArray(attempts.id, ids));
  await appendFacts(
    tx,
    metadata,
    ids.map((id) => fact('CallErased', id, {})),
  );
}

const findOldCalls = (tx: Transaction, before: Date, limit: number): Promise<CallRow[]> =>
  tx
    .select()
    .from(calls)
    .where(
      and(
        isNull(calls.erasedAt),
        inArray(calls.status, ['CANCELLED', 'COMPLETED', 'CONFIRMED']),
        lt(calls.updatedAt, before),
        or(ne(calls.status, 'CONFIRMED'), lt(calls.movingOn, seoulDay(before))),
      ),
    )
    .limit(limit)
    .for('update', { skipLocked: true });

/** Parts people from their phones of whom there is no call with personal data, no attempt and no session since a moment. */
async function partForgotten(tx: Transaction, before: Date, limit: number): Promise<number> {
  const forgotten = tx
    .select({ id: people.id })
    .from(people)
    .where(
      and(
        sql`${people.tel} is not null`,
        lt(people.createdAt, before),
        sql`not exists (select from ${calls} where ${calls.ownerId} = ${people.id} and ${calls.erasedAt} is null)`,
        sql`not exists (select from ${attempts} where ${attempts.ownerId} = ${people.id}
          and ${attempts.createdAt} >= ${before.toISOString()})`,
        sql`not exists (select from ${sessions} where ${sessions.personId} = ${people.id}
          and ${sessions.refreshedAt} >= ${before.toISOString()})`,
      ),
    )
    .limit(limit)
    .for('update', { skipLocked: true });
  const parted = await tx
    .update(people)
    .set({ tel: null })
    .where(inArray(people.id, forgotten))
    .returning({ id: people.id });
  return parted.length;
}

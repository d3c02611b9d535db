import type { Database, Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import type { Sealer } from '@movecall/eventlog/sealer';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from './keyed-hash.ts';
import type { AppendFacts, CommandMetadata } from './outbox.ts';
import { ensurePerson } from './person-store.ts';
import type { SessionStore, SignedIn } from './session-store.ts';
import { decideLogin, type LoginDecision } from './sign-in.ts';
import { signIns } from './tables.ts';

export interface SignInStore {
  /** Stores the hash of a code and publishes LoginCodeRequested, which sends the code, in one transaction. */
  start(
    signIn: { id: string; tel: Tel; code: string; expiresAt: Date },
    metadata: CommandMetadata,
  ): Promise<void>;
  /**
   * Checks a code against the latest sign-in of a phone. A lock serialises the tries of one phone, so that a right code is
   * used only once and every wrong code counts. A right code begins a session, in the same transaction.
   *
   * @param code null when the typed text cannot be a code
   */
  finish(tel: Tel, code: string | null, metadata: CommandMetadata): Promise<FinishedSignIn>;
}

export type FinishedSignIn = SignedIn | Extract<LoginDecision, { type: 'REFUSED' }>;

export interface SignInStoreDeps {
  readonly db: Database;
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  /** Hashes codes. */
  readonly hash: KeyedHash;
  readonly sessions: SessionStore;
  readonly newId: () => string;
}

export function createSignInStore(deps: SignInStoreDeps): SignInStore {
  const { db, appendFacts, sealer } = deps;
  return {
    start: ({ id, tel, code, expiresAt }, metadata) =>
      db.transaction(async (tx) => {
        await tx.delete(signIns).where(and(eq(signIns.tel, tel), lt(signIns.expiresAt, metadata.now)));
        await tx.insert(signIns).values({ id, tel, codeHash: hashOf(deps, id, code), expiresAt });
        const data = { tel: sealer.seal(tel), code: sealer.seal(code), expiresAt: expiresAt.toISOString() };
        await appendFacts(tx, metadata, [fact('LoginCodeRequested', id, data)]);
      }),
    finish: (tel, code, { now }) => db.transaction((tx) => finish(deps, tx, { tel, code, now })),
  };
}

async function finish(
  deps: SignInStoreDeps,
  tx: Transaction,
  { tel, code, now }: { readonly tel: Tel; readonly code: string | null; readonly now: Date },
): Promise<FinishedSignIn> {
  const [latest] = await tx
    .select()
    .from(signIns)
    .where(eq(signIns.tel, tel))
    .orderBy(desc(signIns.position))
    .limit(1)
    .for('update');
  const isRight = latest && code !== null ? isSame(latest.codeHash, hashOf(deps, latest.id, code)) : false;
  const signIn = latest ? { ...latest, used: latest.usedAt !== null } : null;
  const decision = decideLogin(signIn, isRight, now);
  if (decision.type === 'REFUSED') {
    if (decision.countsAgainst !== null) await countWrongAnswer(tx, decision.countsAgainst);
    return decision;
  }
  await tx.update(signIns).set({ usedAt: now }).where(eq(signIns.id, decision.signInId));
  const person = await ensurePerson(tx, tel, { id: deps.newId(), now });
  return await deps.sessions.begin(tx, person, now);
}

const countWrongAnswer = async (tx: Transaction, id: string): Promise<void> =>
  void (await tx
    .update(signIns)
    .set({ wrongAnswers: sql`${signIns.wrongAnswers} + 1` })
    .where(eq(signIns.id, id)));

/** The hash includes the sign-in's id: the same code of another sign-in has another hash. */
const hashOf = ({ hash }: SignInStoreDeps, id: string, code: string): string => hash(`${id} ${code}`);

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

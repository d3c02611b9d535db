import type { Database, Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import type { Sealer } from '@movecall/eventlog/sealer';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '@movecall/redis/keyed-hash';
import type { AppendFacts, CommandMetadata } from '../outbox.ts';
import { ensurePerson } from './person-store.ts';
import type { SessionStore, SignedIn } from './session-store.ts';
import { decideLogin, type LoginDecision } from './sign-in.ts';
import { signIns } from '../tables.ts';
import { isId } from '../text-input.ts';

export interface SignInStore {
  /** Stores the hash of a code and publishes LoginCodeRequested, which sends the code, in one transaction. */
  start(challenge: NewChallenge, metadata: CommandMetadata): Promise<void>;
  /**
   * Checks an answer to a challenge. A lock serialises the answers, so that a right code is used only once and every wrong code
   * counts. A right code begins a session, in the same transaction.
   */
  finish(answer: Answer, metadata: CommandMetadata): Promise<FinishedSignIn>;
}

export interface NewChallenge {
  readonly id: string;
  readonly tel: Tel;
  /** Of the client that asks for the code. */
  readonly address: string;
  readonly code: string;
  readonly expiresAt: Date;
  /** False: the code is not sent to anybody. */
  readonly isSent: boolean;
}

export interface Answer {
  readonly tel: Tel;
  /** Of the client that answers. */
  readonly address: string;
  /** Null: the newest challenge of this phone that was asked for from this address. */
  readonly challengeId: string | null;
  /** Null when the typed text cannot be the code. */
  readonly code: string | null;
}

export type FinishedSignIn = SignedIn | Extract<LoginDecision, { type: 'REFUSED' }>;

export interface SignInStoreDeps {
  readonly db: Database;
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  readonly hashCode: KeyedHash;
  readonly hashAddress: KeyedHash;
  readonly sessions: SessionStore;
  readonly newId: () => string;
}

export function createSignInStore(deps: SignInStoreDeps): SignInStore {
  const { db, appendFacts, sealer } = deps;
  return {
    start: ({ id, tel, address, code, expiresAt, isSent }, metadata) =>
      db.transaction(async (tx) => {
        await tx.delete(signIns).where(and(eq(signIns.tel, tel), lt(signIns.expiresAt, metadata.now)));
        const hashes = { addressHash: deps.hashAddress(address), codeHash: hashOf(deps, id, code) };
        await tx.insert(signIns).values({ id, tel, ...hashes, expiresAt });
        if (!isSent) return;
        const data = { tel: sealer.seal(tel), code: sealer.seal(code), expiresAt: expiresAt.toISOString() };
        await appendFacts(tx, metadata, [fact('LoginCodeRequested', id, data)]);
      }),
    finish: (answer, { now }) => db.transaction((tx) => finish(deps, tx, answer, now)),
  };
}

async function finish(
  deps: SignInStoreDeps,
  tx: Transaction,
  answer: Answer,
  now: Date,
): Promise<FinishedSignIn> {
  const { tel, code } = answer;
  const challenge = await lockChallenge(deps, tx, answer);
  const isRight =
    challenge && code !== null ? isSame(challenge.codeHash, hashOf(deps, challenge.id, code)) : false;
  const signIn = challenge && { ...challenge, used: challenge.usedAt !== null };
  const decision = decideLogin(signIn, isRight, now);
  if (decision.type === 'REFUSED') {
    if (decision.countsAgainst !== null) await countWrongAnswer(tx, decision.countsAgainst);
    return decision;
  }
  await tx.update(signIns).set({ usedAt: now }).where(eq(signIns.id, decision.signInId));
  const person = await ensurePerson(tx, tel, { id: deps.newId(), now });
  return await deps.sessions.begin(tx, person, now);
}

/** Finds the challenge that a client answers, and locks it. A challenge of another phone is none. */
async function lockChallenge(
  { hashAddress }: SignInStoreDeps,
  tx: Transaction,
  { tel, address, challengeId }: Answer,
) {
  if (challengeId !== null && !isId(challengeId)) return null;
  const which =
    challengeId === null ? eq(signIns.addressHash, hashAddress(address)) : eq(signIns.id, challengeId);
  const [challenge] = await tx
    .select()
    .from(signIns)
    .where(and(eq(signIns.tel, tel), which))
    .orderBy(desc(signIns.position))
    .limit(1)
    .for('update');
  return challenge ?? null;
}

const countWrongAnswer = async (tx: Transaction, id: string): Promise<void> =>
  void (await tx
    .update(signIns)
    .set({ wrongAnswers: sql`${signIns.wrongAnswers} + 1` })
    .where(eq(signIns.id, id)));

/** The hash includes the sign-in's id: the same code of another sign-in has another hash. */
const hashOf = ({ hashCode }: SignInStoreDeps, id: string, code: string): string => hashCode(`${id} ${code}`);

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

import type { Database } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import type { Sealer } from '@movecall/eventlog/sealer';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { timingSafeEqual } from 'node:crypto';
import type { StateFacts, Work } from './facts.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { ensurePerson, findMoverId } from './people.ts';
import { decideLogin, type LoginDecision, type PersonViewer, viewerOf } from './sign-in.ts';
import { signIns } from './tables.ts';

export interface SignInStore {
  /** Keeps a code's hash and has the code sent, in one transaction. */
  start(signIn: { id: string; tel: Tel; code: string; expiresAt: Date }, work: Work): Promise<void>;
  /**
   * Tries a code on the latest sign-in of a phone. Tries of one phone come one after the other, so that a right code is
   * used once and every wrong one counts.
   *
   * @param code null when what was typed cannot be one.
   */
  finish(tel: Tel, code: string | null, work: Work): Promise<FinishedSignIn>;
}

export type FinishedSignIn = { readonly viewer: PersonViewer } | Extract<LoginDecision, { type: 'REFUSED' }>;

const sameHash = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

export function createSignInStore(deps: {
  db: Database;
  state: StateFacts;
  sealer: Sealer;
  hash: KeyedHash;
  operators: ReadonlySet<Tel>;
  newId: () => string;
}): SignInStore {
  const { db, state, sealer, operators, newId } = deps;
  // The sign-in is part of it: the same code means nothing for another one.
  const hashOf = (id: string, code: string): string => deps.hash(`${id} ${code}`);

  return {
    start: ({ id, tel, code, expiresAt }, work) =>
      db.transaction(async (tx) => {
        await tx.delete(signIns).where(and(eq(signIns.tel, tel), lt(signIns.expiresAt, work.now)));
        await tx.insert(signIns).values({ id, tel, codeHash: hashOf(id, code), expiresAt });
        const data = { tel: sealer.seal(tel), code: sealer.seal(code), expiresAt: expiresAt.toISOString() };
        await state(tx, work, [fact('LoginCodeRequested', id, data)]);
      }),

    finish: (tel, code, work) =>
      db.transaction(async (tx) => {
        const [signIn] = await tx
          .select()
          .from(signIns)
          .where(eq(signIns.tel, tel))
          .orderBy(desc(signIns.position))
          .limit(1)
          .for('update');
        const isRight = signIn && code !== null ? sameHash(signIn.codeHash, hashOf(signIn.id, code)) : false;
        const known = signIn ? { ...signIn, used: signIn.usedAt !== null } : null;
        const decision = decideLogin(known, isRight, work.now);
        if (decision.type === 'REFUSED') {
          if (decision.countsAgainst !== null) {
            const wrongAnswers = sql`${signIns.wrongAnswers} + 1`;
            await tx.update(signIns).set({ wrongAnswers }).where(eq(signIns.id, decision.countsAgainst));
          }
          return decision;
        }
        await tx.update(signIns).set({ usedAt: work.now }).where(eq(signIns.id, decision.signInId));
        const person = await ensurePerson(tx, tel, { id: newId(), now: work.now });
        return { viewer: viewerOf(person, operators, await findMoverId(tx, tel)) };
      }),
  };
}

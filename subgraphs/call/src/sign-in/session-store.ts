import type { Database, Transaction } from '@movecall/eventlog';
import { type Sealer, UnsealError } from '@movecall/eventlog/sealer';
import { type SignedInViewer, TOKEN_LIFETIME_SECONDS } from '@movecall/identity/login-token';
import { fact } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import { and, eq, gt, isNull, type SQL } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { withLostRole } from './lost-roles.ts';
import type { AppendFacts, CommandMetadata } from '../outbox.ts';
import { findMoverId } from './person-store.ts';
import { decideRefresh, hasLostRole, sessionExpiry } from './session.ts';
import { type CookieClaim, cookieValue, isProven, parseCookieValue } from './session-cookie.ts';
import { type Person, type PersonViewer, viewerOf } from './sign-in.ts';
import { people, sessions } from '../tables.ts';

/** A person's viewer, as a token names it, and the value of the session's cookie. */
export interface SignedIn {
  readonly viewer: SignedInViewer & PersonViewer;
  readonly tel: Tel;
  readonly cookie: string;
}

export interface SessionStore {
  /** Begins a session, in the transaction that uses a login code. */
  begin(tx: Transaction, person: Person, now: Date): Promise<SignedIn>;
  /**
   * Renews a session by its cookie. The role is decided anew. A cookie that was replaced long ago ends its session.
   *
   * @param admits whether the client may sign in with a phone; if it may not, nothing changes
   * @returns null when the cookie belongs to no session that goes on
   */
  refresh(cookie: string, admits: (tel: Tel) => boolean, metadata: CommandMetadata): Promise<SignedIn | null>;
  /** Whether a cookie is or was that of a session of this phone. A session that has ended shows it too. */
  hasBelongedTo(cookie: string, tel: Tel): Promise<boolean>;
  /** Ends sessions and publishes SessionsEnded. @returns the ids of those that had not ended before */
  end(tx: Transaction, which: WhichSessions, metadata: CommandMetadata): Promise<string[]>;
  /** The sessions that ended while their tokens may not have expired yet. */
  endedLately(now: Date): Promise<string[]>;
}

export type WhichSessions =
  | { readonly id: string }
  | { readonly personId: string }
  /** Those with the role of an operator or a mover that their person has no longer. */
  | 'WITH_A_LOST_ROLE';

export interface SessionStoreDeps {
  readonly db: Database;
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  /** The phones that sign in as operators. */
  readonly operators: ReadonlySet<Tel>;
  readonly newId: () => string;
}

const SECRET_BYTES = 32;
/** Clocks of services differ: an ended session is remembered for this much longer than its tokens live, ms. */
const CLOCK_SKEW_MS = 60_000;

export function createSessionStore(deps: SessionStoreDeps): SessionStore {
  const { db } = deps;
  return {
    begin: (tx, person, now) => begin(deps, tx, person, now),
    async refresh(cookie, admits, metadata) {
      const claim = parseCookieValue(cookie);
      return claim && (await db.transaction((tx) => refresh(deps, tx, { claim, admits }, metadata)));
    },
    async hasBelongedTo(cookie, tel) {
      const claim = parseCookieValue(cookie);
      return claim !== null && (await findProven(deps, db, claim))?.tel === tel;
    },
    end: (tx, which, metadata) => end(deps, tx, which, metadata),
    async endedLately(now) {
      const since = new Date(now.getTime() - TOKEN_LIFETIME_SECONDS * 1000 - CLOCK_SKEW_MS);
      const ended = await db.select({ id: sessions.id }).from(sessions).where(gt(sessions.endedAt, since));
      return ended.map(({ id }) => id);
    },
  };
}

async function begin(
  { sealer, newId, operators }: SessionStoreDeps,
  tx: Transaction,
  person: Person,
  now: Date,
): Promise<SignedIn> {
  const viewer = viewerOf(person, operators, await findMoverId(tx, person.tel));
  const [id, secret] = [newId(), randomBytes(SECRET_BYTES).toString('base64url')];
  await tx.insert(sessions).values({
    id,
    personId: person.id,
    role: viewer.role,
    moverId: viewer.moverId,
    createdAt: now,
    refreshedAt: now,
    expiresAt: sessionExpiry(now),
    secret: sealer.seal(secret),
  });
  return { viewer: { ...viewer, sessionId: id }, tel: person.tel, cookie: cookieValue(id, 1, secret) };
}

async function refresh(
  deps: SessionStoreDeps,
  tx: Transaction,
  { claim, admits }: { readonly claim: CookieClaim; readonly admits: (tel: Tel) => boolean },
  metadata: CommandMetadata,
): Promise<SignedIn | null> {
  const found = await findProven(deps, tx, claim);
  if (!found || !admits(found.tel)) return null;
  const { session, tel, secret } = found;
  const { id } = session;
  const viewer = viewerOf({ id: session.personId, tel }, deps.operators, await findMoverId(tx, tel));
  const decision = decideRefresh(
    { ...session, hasLostRole: hasLostRole(session, viewer) },
    claim.generation,
    metadata.now,
  );
  switch (decision.type) {
    case 'REFUSED':
      return null;
    case 'ENDED':
      await end(deps, tx, { id }, metadata);
      return null;
    case 'RENEWED': {
      const { generation, refreshedAt } = decision;
      const { role, moverId } = viewer;
      const expiresAt = sessionExpiry(metadata.now);
      // Sealed anew, so that no session needs an old sealing key for longer than it may go without a refresh.
      const renewed = { role, moverId, generation, refreshedAt, expiresAt, secret: deps.sealer.seal(secret) };
      await tx.update(sessions).set(renewed).where(eq(sessions.id, id));
      return { viewer: { ...viewer, sessionId: id }, tel, cookie: cookieValue(id, generation, secret) };
    }
    default:
      return decision satisfies never;
  }
}

/** Finds the session of a cookie, if the cookie is genuine. In a transaction it is locked until the end of it. */
async function findProven({ sealer }: SessionStoreDeps, tx: Database | Transaction, claim: CookieClaim) {
  const [found] = await tx
    .select({ session: sessions, tel: people.tel })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(eq(sessions.id, claim.sessionId))
    .for('update', { of: sessions });
  if (!found || found.tel === null) return null;
  const secret = unsealedOrNull(sealer, found.session.secret);
  return secret !== null && isProven(claim, secret)
    ? { session: found.session, tel: found.tel, secret }
    : null;
}

/** @returns null for a secret that was sealed with a key that is gone: the session needs a new sign-in */
function unsealedOrNull(sealer: Sealer, sealed: string): string | null {
  try {
    return sealer.unseal(sealed);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

async function end(
  { appendFacts, operators }: SessionStoreDeps,
  tx: Transaction,
  which: WhichSessions,
  metadata: CommandMetadata,
): Promise<string[]> {
  const { now } = metadata;
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now, expiresAt: now })
    .where(and(isNull(sessions.endedAt), gt(sessions.expiresAt, now), conditionOf(which, operators)))
    .returning({ id: sessions.id, personId: sessions.personId });
  const idsOf = (person: string) => ended.filter(({ personId }) => personId === person).map(({ id }) => id);
  const persons = [...new Set(ended.map(({ personId }) => personId))];
  await appendFacts(
    tx,
    metadata,
    persons.map((person) => fact('SessionsEnded', person, { sessionIds: idsOf(person) })),
  );
  return ended.map(({ id }) => id);
}

function conditionOf(which: WhichSessions, operators: ReadonlySet<Tel>): SQL | undefined {
  if (which === 'WITH_A_LOST_ROLE') return withLostRole(operators);
  return 'id' in which ? eq(sessions.id, which.id) : eq(sessions.personId, which.personId);
}

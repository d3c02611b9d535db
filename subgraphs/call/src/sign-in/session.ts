import type { PersonViewer } from './sign-in.ts';

/**
 * The decisions about a session: what a person has from signing in until signing out. Its tokens live half an hour. Its
 * cookie has a generation, which goes up by one with each new token, and so shows when a copy of the cookie is used too.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
/** A session ends when it is not refreshed for this long, ms. */
export const SESSION_LIFETIME_MS = 30 * DAY_MS;
/**
 * How long a replaced cookie still counts, ms: two tabs may refresh at the same time, and a response may be lost on the way.
 */
const GRACE_MS = 30_000;

export interface Session {
  readonly generation: number;
  /** When the session got its current generation. */
  readonly refreshedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** Whether its tokens name a role that its person no longer has. */
  readonly hasLostRole: boolean;
}

export type RefreshDecision =
  /** The cookie of this generation is sent: a new one, or once more the one that was sent a moment ago. */
  | { readonly type: 'RENEWED'; readonly generation: number; readonly refreshedAt: Date }
  | { readonly type: 'ENDED' }
  | { readonly type: 'REFUSED' };

/**
 * Decides about a genuine cookie of a session. A cookie that was replaced long ago ends the session: two clients use it, and
 * one of them has stolen it.
 *
 * @param generation the cookie's
 */
export function decideRefresh(session: Session, generation: number, now: Date): RefreshDecision {
  if (session.endedAt !== null || session.expiresAt <= now) return { type: 'REFUSED' };
  if (session.hasLostRole) return { type: 'ENDED' };
  if (generation === session.generation)
    return { type: 'RENEWED', generation: generation + 1, refreshedAt: now };
  const { refreshedAt } = session;
  const isRecent = now.getTime() - refreshedAt.getTime() < GRACE_MS;
  return isRecent && generation === session.generation - 1
    ? { type: 'RENEWED', generation: session.generation, refreshedAt }
    : { type: 'ENDED' };
}

type Role = Pick<PersonViewer, 'role' | 'moverId'>;

/** Whether a session's last token names a role that its person no longer has. Nobody loses the role of a customer. */
export const hasLostRole = (session: Role, person: Role): boolean =>
  session.role !== 'CUSTOMER' && (session.role !== person.role || session.moverId !== person.moverId);

export const sessionExpiry = (now: Date): Date => new Date(now.getTime() + SESSION_LIFETIME_MS);

import {
  InvalidTokenError,
  type LoginTokenVerifier,
  type SignedInViewer,
} from '@movecall/identity/login-token';
import { unauthenticated } from '@movecall/graphql';
import { LRUCache } from 'lru-cache';
import type { EndedSessions } from './sessions/ended-sessions.ts';

/** A signed-in viewer. */
export interface Session {
  readonly viewer: SignedInViewer;
  /** When the login token expires. */
  readonly expiresAt: Date;
}

/**
 * Reads an Authorization header, `Bearer <login token>`.
 *
 * @returns null when the client sent no header
 * @throws CodedError UNAUTHENTICATED (HTTP 401) when the token is malformed, expired or signed with another key, or its session
 * has ended
 */
export type Authenticate = (authorization: string | undefined) => Promise<Session | null>;

const MAX_CACHED = 10_000;

/**
 * Verifies login tokens. The signature of a token is checked once and cached; the expiry, and whether the session goes on, are
 * checked with every request.
 *
 * @param verifier null: no client is signed in, and the subgraphs alone judge what a client claims
 */
export function createAuthenticate(
  verifier: LoginTokenVerifier | null,
  endedSessions: EndedSessions,
  now: () => Date,
): Authenticate {
  if (!verifier) return async () => null;
  const sessions = new LRUCache<string, Session>({ max: MAX_CACHED });
  return async (authorization) => {
    if (authorization === undefined) return null;
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated();
    const session = sessions.get(token) ?? (await verify(verifier, token));
    if (session.expiresAt <= now() || endedSessions.has(session.viewer.sessionId)) {
      sessions.delete(token);
      throw unauthenticated();
    }
    sessions.set(token, session);
    return session;
  };
}

async function verify(verifier: LoginTokenVerifier, token: string): Promise<Session> {
  try {
    return await verifier.verify(token);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw unauthenticated();
    throw error;
  }
}

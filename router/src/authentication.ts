import type { Viewer } from '@movecall/identity';
import { InvalidTokenError, type LoginTokenVerifier } from '@movecall/identity/login-token';
import { unauthenticated } from '@movecall/graphql';
import { LRUCache } from 'lru-cache';

/** A signed-in viewer. */
export interface Session {
  readonly viewer: Viewer;
  /** When the login token expires. */
  readonly expiresAt: Date;
}

/**
 * Reads an Authorization header, `Bearer <login token>`.
 *
 * @returns null when the client sent no header
 * @throws CodedError UNAUTHENTICATED (HTTP 401) when the token is malformed, expired or signed with another key
 */
export type Authenticate = (authorization: string | undefined) => Promise<Session | null>;

const MAX_CACHED = 10_000;

/**
 * Verifies login tokens. The signature of a token is checked once and cached; the expiry is checked with every request.
 *
 * @param verifier null: no client is signed in, and the subgraphs alone judge what a client claims
 */
export function createAuthenticate(verifier: LoginTokenVerifier | null): Authenticate {
  if (!verifier) return async () => null;
  const sessions = new LRUCache<string, Session>({ max: MAX_CACHED });
  return async (authorization) => {
    if (authorization === undefined) return null;
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated();
    const session = sessions.get(token) ?? (await verify(verifier, token));
    if (session.expiresAt.getTime() <= Date.now()) {
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

import type { Viewer } from '@movecall/identity';
import { InvalidTokenError, type LoginTokenVerifier } from '@movecall/identity/login-token';
import { unauthenticated } from '@movecall/graphql';
import { LRUCache } from 'lru-cache';

/** Someone who signed in. */
export interface Session {
  readonly viewer: Viewer;
  readonly expiresAt: Date;
}

/**
 * Reads `Bearer <token>`.
 *
 * @returns null for someone who did not sign in.
 * @throws CodedError UNAUTHENTICATED (HTTP 401) when the token is malformed, expired or not ours.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Session | null>;

const MAX_CACHED = 10_000;

/**
 * A token's signature is checked once; whether it has expired, every time.
 *
 * @param verifier null: nobody signs in here, and whatever a client says of itself is left to the subgraphs.
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

import { CodedError } from '@movecall/graphql';
import type { Authenticate } from '../authentication.ts';
import type { EndedSessions } from '../sessions/ended-sessions.ts';
import type { OpenLimit } from './open-limit.ts';
import type { Connection } from './connection.ts';

const CLOSE_FORBIDDEN = 4403;
/** Clients of graphql-ws connect again later after this code. */
const CLOSE_TRY_AGAIN_LATER = 1013;
/** The longest delay of a Node.js timer, ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface SignInDependencies {
  readonly authenticate: Authenticate;
  readonly now: () => Date;
  readonly endedSessions: EndedSessions;
  /** How many connections an identity may have. */
  readonly openSockets: OpenLimit;
}

/** The payload of `connection_init`. */
export type InitPayload = { readonly authorization?: unknown; readonly Authorization?: unknown };

/**
 * Signs a connection in with the login token in `connection_init`, and closes it with 4403 when the token expires or its session
 * ends. A connection too many of one identity is closed with 1013.
 *
 * @returns false when the payload has no valid token: graphql-ws then closes the connection with 4403
 */
export async function signIn(
  connection: Connection,
  payload: InitPayload | undefined,
  { authenticate, now, endedSessions, openSockets }: SignInDependencies,
): Promise<boolean> {
  const authorization = payload?.authorization ?? payload?.Authorization;
  if (typeof authorization !== 'string') return false;
  try {
    connection.session = await authenticate(authorization);
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
  if (!connection.session || connection.isClosed) return false;
  const { id, sessionId } = connection.session.viewer;
  const leave = openSockets.open(id);
  if (!leave) {
    connection.close(CLOSE_TRY_AGAIN_LATER, `More than ${openSockets.max} connections. Close one first.`);
    return false;
  }
  connection.release = leave;
  // Rounded to seconds: Node.js keeps timers of the same delay in one list, so thousands of connections share few lists.
  const seconds = Math.ceil((connection.session.expiresAt.getTime() - now().getTime()) / 1000);
  const expire = (): void => connection.close(CLOSE_FORBIDDEN, 'Token expired');
  connection.expiry = setTimeout(expire, Math.min(seconds * 1000, MAX_TIMER_MS)).unref();
  connection.stopWatching = endedSessions.watch(sessionId, () =>
    connection.close(CLOSE_FORBIDDEN, 'Session ended'),
  );
  return true;
}

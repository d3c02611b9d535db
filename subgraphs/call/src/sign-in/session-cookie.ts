import { parseCookie, stringifySetCookie } from 'cookie';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SESSION_LIFETIME_MS } from './session.ts';
import { isId } from '../text-input.ts';

/** The cookie by which a browser refreshes its session. Scripts cannot read it, and other sites cannot send it. */
export const SESSION_COOKIE = 'movecall_session';

/** The session cookie of one request. */
export interface SessionCookie {
  /** As the client sent it; null without one. */
  readonly sent: string | null;
  set(value: string): void;
  clear(): void;
}

/** @param secure whether clients reach the system over TLS only */
export const createSessionCookies =
  (secure: boolean) =>
  (request: IncomingMessage, response: ServerResponse): SessionCookie => {
    const write = (value: string, maxAgeMs: number): void =>
      void response.appendHeader(
        'set-cookie',
        stringifySetCookie({
          name: SESSION_COOKIE,
          value,
          maxAge: maxAgeMs / 1000,
          httpOnly: true,
          sameSite: 'strict',
          path: '/graphql',
          secure,
        }),
      );
    return {
      sent: parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE] ?? null,
      set: (value) => write(value, SESSION_LIFETIME_MS),
      clear: () => write('', 0),
    };
  };

/** What a cookie claims. Only the session's secret shows whether it is true. */
export interface CookieClaim {
  readonly sessionId: string;
  readonly generation: number;
  readonly proof: string;
}

/** The value of the cookie of one generation of a session: `<session>.<generation>.<HMAC-SHA-256 under the session's secret>`. */
export const cookieValue = (sessionId: string, generation: number, secret: string): string =>
  `${sessionId}.${generation}.${proofOf(sessionId, generation, secret)}`;

/** @returns null when the value cannot be a cookie of a session */
export function parseCookieValue(value: string): CookieClaim | null {
  const [sessionId = '', generation = '', proof = '', ...rest] = value.split('.');
  const isClaim = isId(sessionId) && /^\d{1,9}$/.test(generation) && proof !== '' && rest.length === 0;
  return isClaim ? { sessionId, generation: Number(generation), proof } : null;
}

/** Whether a cookie was made with the session's secret. */
export function isProven({ sessionId, generation, proof }: CookieClaim, secret: string): boolean {
  const [given, expected] = [Buffer.from(proof), Buffer.from(proofOf(sessionId, generation, secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const proofOf = (sessionId: string, generation: number, secret: string): string =>
  createHmac('sha256', secret).update(`${sessionId}.${generation}`).digest('base64url');

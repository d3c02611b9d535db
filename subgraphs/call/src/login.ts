import type { LoginTokenIssuer } from '@movecall/identity/login-token';
import { parseTel } from '@movecall/values/tel';
import type { CommandMetadata } from './outbox.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SessionStore, SignedIn } from './session-store.ts';
import { codeExpiry, formatCode, parseCode } from './sign-in.ts';
import type { SignInStore } from './sign-in-store.ts';

export interface LoginOptions {
  readonly signIns: SignInStore;
  readonly sessions: SessionStore;
  readonly issuer: LoginTokenIssuer;
  /** Limits the codes that are sent to a phone. */
  readonly limit: RateLimit;
  readonly newId: () => string;
  /** Returns an unpredictable number below a million. */
  readonly newCode: () => number;
}

type TooMany = { readonly refusal: 'TOO_MANY_ATTEMPTS'; readonly retryAfterSeconds: number };
type Refusal<Code> = { readonly refusal: Code };

export interface Login {
  /** Sends a code to a phone. */
  requestCode(
    tel: string,
    metadata: CommandMetadata,
  ): Promise<{ readonly expiresAt: Date } | Refusal<'INVALID_TEL'> | TooMany>;
  /** Exchanges a code for a token. */
  login(
    tel: string,
    code: string,
    metadata: CommandMetadata,
  ): Promise<Token | Refusal<'INVALID_TEL' | 'INVALID_CODE'> | TooMany>;
  /** Exchanges a session's cookie for a token. @returns null when the cookie belongs to no session that goes on */
  refresh(cookie: string, metadata: CommandMetadata): Promise<Token | null>;
}

/** A token, and the cookie that renews it. */
export interface Token extends SignedIn {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A code that was closed stays closed, but a new one can be requested at once. */
const AFTER_CLOSED_CODE_SECONDS = 1;

/** Signing in with a code that is sent to the phone. */
export function createLogin({ signIns, sessions, issuer, limit, newId, newCode }: LoginOptions): Login {
  const tokenOf = async (signedIn: SignedIn, now: Date): Promise<Token> => ({
    ...signedIn,
    ...(await issuer.issue(signedIn.viewer, now)),
  });

  return {
    async requestCode(text, metadata) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const retryAfterSeconds = await limit.take(tel);
      if (retryAfterSeconds !== null) return { refusal: 'TOO_MANY_ATTEMPTS', retryAfterSeconds };
      const expiresAt = codeExpiry(metadata.now);
      await signIns.start({ id: newId(), tel, code: formatCode(newCode()), expiresAt }, metadata);
      return { expiresAt };
    },

    async login(text, code, metadata) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const finished = await signIns.finish(tel, parseCode(code), metadata);
      if ('viewer' in finished) return await tokenOf(finished, metadata.now);
      return finished.code === 'TOO_MANY_ATTEMPTS'
        ? { refusal: finished.code, retryAfterSeconds: AFTER_CLOSED_CODE_SECONDS }
        : { refusal: finished.code };
    },

    async refresh(cookie, metadata) {
      const signedIn = await sessions.refresh(cookie, metadata);
      return signedIn && (await tokenOf(signedIn, metadata.now));
    },
  };
}

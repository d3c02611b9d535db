import type { LoginTokenIssuer } from '@movecall/identity/login-token';
import { parseTel, type Tel } from '@movecall/values/tel';
import type { CommandMetadata } from './outbox.ts';
import type { RateLimit } from './rate-limit.ts';
import { codeExpiry, formatCode, parseCode, type PersonViewer } from './sign-in.ts';
import type { SignInStore } from './sign-in-store.ts';

export interface LoginOptions {
  readonly signIns: SignInStore;
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
  ): Promise<
    | { readonly token: string; readonly expiresAt: Date; readonly viewer: PersonViewer; readonly tel: Tel }
    | Refusal<'INVALID_TEL' | 'INVALID_CODE'>
    | TooMany
  >;
}

/** A code that was closed stays closed, but a new one can be requested at once. */
const AFTER_CLOSED_CODE_SECONDS = 1;

/** Signing in with a code that is sent to the phone. */
export function createLogin({ signIns, issuer, limit, newId, newCode }: LoginOptions): Login {
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
      if ('viewer' in finished) {
        return { ...(await issuer.issue(finished.viewer, metadata.now)), viewer: finished.viewer, tel };
      }
      return finished.code === 'TOO_MANY_ATTEMPTS'
        ? { refusal: finished.code, retryAfterSeconds: AFTER_CLOSED_CODE_SECONDS }
        : { refusal: finished.code };
    },
  };
}

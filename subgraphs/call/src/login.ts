import type { LoginTokenIssuer } from '@movecall/identity/login-token';
import { parseTel, type Tel } from '@movecall/values/tel';
import type { Work } from './facts.ts';
import type { RateLimit } from './rate-limit.ts';
import { codeExpiry, formatCode, parseCode, type PersonViewer } from './sign-in.ts';
import type { SignInStore } from './sign-in-store.ts';

export interface LoginOptions {
  readonly signIns: SignInStore;
  readonly issuer: LoginTokenIssuer;
  /** Codes per phone. */
  readonly limit: RateLimit;
  readonly newId: () => string;
  /** A number below a million that nobody can guess. */
  readonly newCode: () => number;
}

type TooMany = { readonly refusal: 'TOO_MANY_ATTEMPTS'; readonly retryAfterSeconds: number };
type Refusal<Code> = { readonly refusal: Code };

export interface Login {
  /** Has a code sent to a phone. */
  requestCode(
    tel: string,
    work: Work,
  ): Promise<{ readonly expiresAt: Date } | Refusal<'INVALID_TEL'> | TooMany>;
  /** Exchanges a code for a token. */
  login(
    tel: string,
    code: string,
    work: Work,
  ): Promise<
    | { readonly token: string; readonly expiresAt: Date; readonly viewer: PersonViewer; readonly tel: Tel }
    | Refusal<'INVALID_TEL' | 'INVALID_CODE'>
    | TooMany
  >;
}

/** A closed code never opens again, but a new one may be asked for at once. */
const AFTER_CLOSED_CODE_SECONDS = 1;

export function createLogin({ signIns, issuer, limit, newId, newCode }: LoginOptions): Login {
  return {
    async requestCode(text, work) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const retryAfterSeconds = await limit.take(tel);
      if (retryAfterSeconds !== null) return { refusal: 'TOO_MANY_ATTEMPTS', retryAfterSeconds };
      const expiresAt = codeExpiry(work.now);
      await signIns.start({ id: newId(), tel, code: formatCode(newCode()), expiresAt }, work);
      return { expiresAt };
    },

    async login(text, code, work) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const finished = await signIns.finish(tel, parseCode(code), work);
      if ('viewer' in finished) {
        return { ...(await issuer.issue(finished.viewer, work.now)), viewer: finished.viewer, tel };
      }
      return finished.code === 'TOO_MANY_ATTEMPTS'
        ? { refusal: finished.code, retryAfterSeconds: AFTER_CLOSED_CODE_SECONDS }
        : { refusal: finished.code };
    },
  };
}

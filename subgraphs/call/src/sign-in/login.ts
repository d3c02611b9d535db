import type { LoginTokenIssuer } from '@movecall/identity/login-token';
import { parseTel, type Tel } from '@movecall/values/tel';
import type { LoginClient, LoginLimits } from './login-limits.ts';
import type { AdmitsAddress } from './operator-networks.ts';
import type { CommandMetadata } from '../outbox.ts';
import type { SessionStore, SignedIn } from './session-store.ts';
import { codeExpiry, formatCode, parseCode } from './sign-in.ts';
import type { SignInStore } from './sign-in-store.ts';

export interface LoginOptions {
  readonly signIns: SignInStore;
  readonly sessions: SessionStore;
  readonly issuer: LoginTokenIssuer;
  readonly limits: LoginLimits;
  readonly admitsAddress: AdmitsAddress;
  readonly newId: () => string;
  /** Returns an unpredictable number below a million. */
  readonly newCode: () => number;
}

type TooMany = { readonly refusal: 'TOO_MANY_ATTEMPTS'; readonly retryAfterSeconds: number };
type Refusal<Code> = { readonly refusal: Code };

/** The client that signs in. */
export interface SigningIn {
  readonly address: string;
  /** Whether the client has signed in with a phone before. */
  readonly isKnown: (tel: Tel) => Promise<boolean>;
}

/** What a client typed. */
export interface TypedCode {
  readonly tel: string;
  readonly code: string;
  /** Null: the newest challenge of this phone and the client's address. */
  readonly challengeId: string | null;
}

export interface Login {
  /** Sends a code to a phone. */
  requestCode(
    tel: string,
    client: SigningIn,
    metadata: CommandMetadata,
  ): Promise<{ readonly challengeId: string; readonly expiresAt: Date } | Refusal<'INVALID_TEL'> | TooMany>;
  /** Exchanges a code for a token. */
  login(
    typed: TypedCode,
    client: SigningIn,
    metadata: CommandMetadata,
  ): Promise<Token | Refusal<'INVALID_TEL' | 'INVALID_CODE'> | TooMany>;
  /** Exchanges a session's cookie for a token. @returns null when the cookie belongs to no session that goes on */
  refresh(
    cookie: string,
    client: Pick<SigningIn, 'address'>,
    metadata: CommandMetadata,
  ): Promise<Token | null>;
}

/** A token, and the cookie that renews it. */
export interface Token extends SignedIn {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A code that was closed stays closed, but a new one can be requested at once. */
const AFTER_CLOSED_CODE_SECONDS = 1;

/**
 * Signing in with a code that is sent to the phone. At an address that operators do not sign in from, an operator's phone is
 * answered like any other: the challenge exists, but no code is sent, and every answer to it is wrong.
 */
export function createLogin(options: LoginOptions): Login {
  const { signIns, sessions, limits, admitsAddress, issuer, newId, newCode } = options;
  const tokenOf = async (signedIn: SignedIn, now: Date): Promise<Token> => ({
    ...signedIn,
    ...(await issuer.issue(signedIn.viewer, now)),
  });

  return {
    async requestCode(text, client, metadata) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const retryAfterSeconds = await limits.takeCode(await clientOf(tel, client));
      if (retryAfterSeconds !== null) return { refusal: 'TOO_MANY_ATTEMPTS', retryAfterSeconds };
      const { address } = client;
      const challenge = { id: newId(), tel, address, expiresAt: codeExpiry(metadata.now) };
      const isSent = admitsAddress(tel, address);
      await signIns.start({ ...challenge, code: formatCode(newCode()), isSent }, metadata);
      return { challengeId: challenge.id, expiresAt: challenge.expiresAt };
    },

    async login({ tel: text, code, challengeId }, client, metadata) {
      const tel = parseTel(text);
      if (!tel) return { refusal: 'INVALID_TEL' };
      const guesser = await clientOf(tel, client);
      const retryAfterSeconds = await limits.takeGuess(guesser);
      if (retryAfterSeconds !== null) return { refusal: 'TOO_MANY_ATTEMPTS', retryAfterSeconds };
      const { address } = client;
      const answer = admitsAddress(tel, address) ? parseCode(code) : null;
      const finished = await signIns.finish({ tel, address, challengeId, code: answer }, metadata);
      if ('viewer' in finished || finished.countsAgainst === null) await limits.giveBackGuess(guesser);
      if ('viewer' in finished) return await tokenOf(finished, metadata.now);
      return finished.code === 'TOO_MANY_ATTEMPTS'
        ? { refusal: finished.code, retryAfterSeconds: AFTER_CLOSED_CODE_SECONDS }
        : { refusal: finished.code };
    },

    async refresh(cookie, { address }, metadata) {
      const signedIn = await sessions.refresh(cookie, (tel) => admitsAddress(tel, address), metadata);
      return signedIn && (await tokenOf(signedIn, metadata.now));
    },
  };
}

const clientOf = async (tel: Tel, { address, isKnown }: SigningIn): Promise<LoginClient> => ({
  tel,
  address,
  isKnown: await isKnown(tel),
});

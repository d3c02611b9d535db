import type { Tel } from '@movecall/values/tel';
import type { RateLimit } from '@movecall/redis/rate-limit';

/** Who asks for a code, or types one. */
export interface LoginClient {
  readonly tel: Tel;
  /** The client's address, as the router counts it. */
  readonly address: string;
  /** Whether this client has signed in with this phone before. */
  readonly isKnown: boolean;
}

/** The limits of signing in. Each function returns null when it allows the use, otherwise the seconds until the next one. */
export interface LoginLimits {
  /** Counts a code, before it is stored or sent. */
  takeCode(client: LoginClient): Promise<number | null>;
  /** Counts a typed code, before it is checked. */
  takeGuess(client: LoginClient): Promise<number | null>;
  /** Takes a typed code back that was not a wrong one. */
  giveBackGuess(client: LoginClient): Promise<void>;
}

export interface LoginLimitOptions {
  readonly codesPerAddress: RateLimit;
  readonly codesPerPhone: RateLimit;
  readonly codesInAll: RateLimit;
  /** Per phone: for all clients together that have signed in with it before. */
  readonly codesForKnownClients: RateLimit;
  readonly guessesPerAddress: RateLimit;
}

const ALL = 'all';

/**
 * Strangers' requests use up the allowances of their address, of the phone and of all phones, in this order: what one of them
 * refuses leaves the next one alone. A known client has an allowance that no stranger can use up.
 */
export const createLoginLimits = (limits: LoginLimitOptions): LoginLimits => ({
  takeCode: async ({ tel, address, isKnown }) =>
    isKnown
      ? limits.codesForKnownClients.take(tel)
      : ((await limits.codesPerAddress.take(address)) ??
        (await limits.codesPerPhone.take(tel)) ??
        (await limits.codesInAll.take(ALL))),
  takeGuess: async ({ address, isKnown }) => (isKnown ? null : limits.guessesPerAddress.take(address)),
  async giveBackGuess({ address, isKnown }) {
    if (!isKnown) await limits.guessesPerAddress.giveBack(address);
  },
});

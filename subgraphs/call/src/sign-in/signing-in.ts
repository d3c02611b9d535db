import type { Database } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { createLoginTokenIssuer } from '@movecall/identity/login-token';
import type { CallConfig } from '../config.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { createKnownClients, type IsKnownClient } from './known-client.ts';
import { createLogin, type Login } from './login.ts';
import type { LoginLimits } from './login-limits.ts';
import { createOperatorNetworks } from './operator-networks.ts';
import type { AppendFacts } from '../outbox.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { createSignInStore } from './sign-in-store.ts';

export interface SigningInOptions {
  readonly config: Pick<CallConfig, 'loginPrivateKey' | 'operatorTels' | 'operatorNetworks'>;
  readonly db: Database;
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  readonly limits: LoginLimits;
  readonly newId: () => string;
  /** Returns an unpredictable number below a million. */
  readonly newCode: () => number;
}

/** The parts of signing in. */
export interface SigningInParts {
  readonly sessions: SessionStore;
  readonly login: Login;
  readonly isKnownClient: IsKnownClient;
}

/** Composes the parts of signing in. */
export async function createSigningIn(options: SigningInOptions): Promise<SigningInParts> {
  const { config, db, appendFacts, sealer, limits, newId, newCode } = options;
  const { loginPrivateKey, operatorTels: operators } = config;
  const sessions = createSessionStore({ db, appendFacts, sealer, operators, newId });
  const hashCode = createKeyedHash(loginPrivateKey, 'login codes');
  const hashAddress = createKeyedHash(loginPrivateKey, 'login addresses');
  const signIns = createSignInStore({ db, appendFacts, sealer, hashCode, hashAddress, sessions, newId });
  const admitsAddress = createOperatorNetworks(operators, config.operatorNetworks);
  const issuer = await createLoginTokenIssuer(loginPrivateKey);
  return {
    sessions,
    login: createLogin({ signIns, sessions, issuer, limits, admitsAddress, newId, newCode }),
    isKnownClient: createKnownClients(sessions),
  };
}

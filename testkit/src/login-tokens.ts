import { createLoginTokenIssuer, TOKEN_LIFETIME_SECONDS } from '@movecall/identity/login-token';
import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface LoginTokens {
  /** The key pair that signs the tokens. A test may forge tokens with it. */
  readonly keys: { readonly publicKey: JWK; readonly privateKey: JWK };
  /**
   * Issues a login token. A viewer without a session gets a new one.
   *
   * @param lifetimeSeconds the time until the token expires; negative for an expired token
   */
  tokenFor(viewer: Viewer, lifetimeSeconds?: number): Promise<string>;
}

/** Makes a new key pair and an issuer of login tokens that signs with it. */
export async function createLoginTokens(): Promise<LoginTokens> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const [publicKey, privateKey] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  const keys = { publicKey: { ...publicKey, kid: 'test' }, privateKey: { ...privateKey, kid: 'test' } };
  const issuer = await createLoginTokenIssuer(keys.privateKey);
  return {
    keys,
    async tokenFor(viewer, lifetimeSeconds = TOKEN_LIFETIME_SECONDS) {
      const issuedAt = new Date(Date.now() - (TOKEN_LIFETIME_SECONDS - lifetimeSeconds) * 1000);
      return (await issuer.issue({ sessionId: randomUUID(), ...viewer }, issuedAt)).token;
    },
  };
}

import { errors, importJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { z } from 'zod';
import type { Viewer } from './identity.ts';

/** The token a person signs in with: issued by call with its private key, verified by the router with the public one. */

const ISSUER = 'movecall/call';
const AUDIENCE = 'movecall';
const ALGORITHM = 'EdDSA';
export const TOKEN_LIFETIME_SECONDS = 12 * 60 * 60;

const claims = z.object({
  sub: z.uuid(),
  role: z.enum(['CUSTOMER', 'MOVER', 'OPERATOR']),
  mover: z.uuid().nullable(),
  exp: z.number(),
});

/** An Ed25519 key as JSON Web Key with its `kid`, from its JSON text. */
export const jwkText = z.string().transform((text, context): JWK => {
  try {
    return z
      .looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string() })
      .parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be an Ed25519 JSON Web Key with a kid' });
    return z.NEVER;
  }
});

export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

export interface LoginTokenIssuer {
  issue(viewer: Viewer, now: Date): Promise<{ token: string; expiresAt: Date }>;
}

export async function createLoginTokenIssuer(privateKey: JWK): Promise<LoginTokenIssuer> {
  const key = await importJWK(privateKey, ALGORITHM);
  return {
    async issue(viewer, now) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const expiresAt = issuedAt + TOKEN_LIFETIME_SECONDS;
      const token = await new SignJWT({ role: viewer.role, mover: viewer.moverId })
        .setProtectedHeader({ alg: ALGORITHM, ...(privateKey.kid && { kid: privateKey.kid }) })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(viewer.id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
  };
}

export interface LoginTokenVerifier {
  /** @throws InvalidTokenError when the token is malformed, expired, for someone else or not signed by our key. */
  verify(token: string): Promise<{ viewer: Viewer; expiresAt: Date }>;
}

export async function createLoginTokenVerifier(publicKey: JWK): Promise<LoginTokenVerifier> {
  const key = await importJWK(publicKey, ALGORITHM);
  return {
    async verify(token) {
      try {
        const { payload, protectedHeader } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
        });
        if (protectedHeader.kid !== publicKey.kid) throw new InvalidTokenError('unknown key');
        const { sub, role, mover, exp } = claims.parse(payload);
        return { viewer: { id: sub, role, moverId: mover }, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError)
          throw new InvalidTokenError(error.message);
        throw error;
      }
    },
  };
}

import { errors, importJWK, jwtVerify, SignJWT, type JWK, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Viewer } from './identity.ts';

/**
 * The login token that a person gets by signing in: the service call issues it with a private key, the router verifies it
 * with the public key. It names the session that it belongs to, so that the router can refuse it once the session has ended.
 */

const ISSUER = 'movecall/call';
const AUDIENCE = 'movecall';
const ALGORITHM = 'EdDSA';
/** Clients may count on 30 minutes from the moment at which they receive a token. */
export const TOKEN_LIFETIME_SECONDS = 31 * 60;

const claims = z.object({
  sub: z.uuid(),
  role: z.enum(['CUSTOMER', 'MOVER', 'OPERATOR']),
  mover: z.uuid().nullable(),
  sid: z.uuid(),
  exp: z.number(),
});

const jwk = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string().min(1) });
/** A verifier must not hold the private part (`d`). */
const publicJwk = jwk.refine((key) => !('d' in key));
const publicJwks = z.union([
  publicJwk.transform((key) => [key]),
  z
    .object({ keys: z.array(publicJwk).min(1) })
    .transform(({ keys }) => keys)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length),
]);

/** Parses the JSON text of an Ed25519 JSON Web Key with a `kid`. */
export const jwkText = z
  .string()
  .transform((text, context): JWK =>
    parseJson(jwk, text, context, 'must be an Ed25519 JSON Web Key with a kid'),
  );

/**
 * Parses the JSON text of one public key or of a JSON Web Key Set. During a rotation the set has two keys: the old one stays
 * until the last token that it signed has expired.
 */
export const publicKeysText = z
  .string()
  .transform((text, context): readonly JWK[] =>
    parseJson(publicJwks, text, context, 'must be public Ed25519 JSON Web Keys, each with a kid of its own'),
  );

function parseJson<T>(schema: z.ZodType<T>, text: string, context: z.RefinementCtx, message: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

/** A viewer who has signed in. */
export type SignedInViewer = Viewer & { readonly sessionId: string };

export interface LoginTokenIssuer {
  /** @returns the token and its expiry, TOKEN_LIFETIME_SECONDS after `now` */
  issue(viewer: SignedInViewer, now: Date): Promise<{ token: string; expiresAt: Date }>;
}

/** @param privateKey an Ed25519 key, as `jwkText` gives it */
export async function createLoginTokenIssuer(privateKey: JWK): Promise<LoginTokenIssuer> {
  const key = await importJWK(privateKey, ALGORITHM);
  return {
    async issue(viewer, now) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const expiresAt = issuedAt + TOKEN_LIFETIME_SECONDS;
      const token = await new SignJWT({ role: viewer.role, mover: viewer.moverId, sid: viewer.sessionId })
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
  /** @throws InvalidTokenError when the token is malformed, expired, for another audience, or signed with an unknown key */
  verify(token: string): Promise<{ viewer: SignedInViewer; expiresAt: Date }>;
}

/** @param publicKeys each with a `kid`; the header of a token names the `kid` of its key */
export async function createLoginTokenVerifier(
  publicKeys: readonly JWK[],
  now: () => Date = () => new Date(),
): Promise<LoginTokenVerifier> {
  const keys = new Map(
    await Promise.all(publicKeys.map(async (key) => [key.kid, await importJWK(key, ALGORITHM)] as const)),
  );
  const keyOf = ({ kid }: JWTHeaderParameters) => {
    const key = kid === undefined ? undefined : keys.get(kid);
    if (!key) throw new InvalidTokenError('unknown key id');
    return key;
  };
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          currentDate: now(),
        });
        const { sub: id, role, mover: moverId, sid: sessionId, exp } = claims.parse(payload);
        return { viewer: { id, role, moverId, sessionId }, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError)
          throw new InvalidTokenError(error.message);
        throw error;
      }
    },
  };
}

import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/**
 * The viewer of a request to a subgraph, carried in a short-lived signed header. The router and the services sign it; a
 * subgraph refuses every request without it, so nobody else can call a subgraph.
 */
export interface Viewer {
  /** Opaque id of a person, or the name of a service. */
  readonly id: string;
  readonly role: 'CUSTOMER' | 'MOVER' | 'OPERATOR' | 'SERVICE';
  /** The mover that this person is, with role MOVER. */
  readonly moverId: string | null;
  /** The session that the person signed in with. A service has none. */
  readonly sessionId?: string;
}

export const IDENTITY_HEADER = 'x-movecall-identity';
/** The header in which call's response names sessions that the request has ended: UUIDs, comma separated. */
export const ENDED_SESSIONS_HEADER = 'x-movecall-ended-sessions';

/**
 * Carries the address of the client to a subgraph, as the router's rate limits count it: an IPv4 address, or the /64 network of
 * an IPv6 address. The header is not signed. A subgraph reads it only beside a valid identity header, and the router never
 * forwards a client's header of this name.
 */
export const CLIENT_ADDRESS_HEADER = 'x-movecall-client-address';

const ISSUER = 'movecall/internal';
const LIFETIME_SECONDS = 60;
/** A token is reused for half its lifetime: an identity is signed twice a minute at most. */
const REUSE_MS = 30_000;
const MAX_CACHED = 10_000;

const claims = z.object({
  sub: z.string().min(1),
  role: z.enum(['ANONYMOUS', 'CUSTOMER', 'MOVER', 'OPERATOR', 'SERVICE']),
  mover: z.string().nullable(),
  sid: z.string().optional(),
});

export class InvalidIdentityError extends Error {
  override readonly name = 'InvalidIdentityError';
}

export interface IdentitySigner {
  /** The value of IDENTITY_HEADER for a viewer; null stands for an anonymous viewer. */
  sign(viewer: Viewer | null): Promise<string>;
}

/** @param key 32 bytes that the router and the services share */
export function createIdentitySigner(key: Uint8Array): IdentitySigner {
  const cache = new Map<string, { token: Promise<string>; until: number }>();
  return {
    sign(viewer) {
      const name = viewer ? `${viewer.role} ${viewer.id} ${viewer.moverId} ${viewer.sessionId}` : 'ANONYMOUS';
      const now = Date.now();
      const cached = cache.get(name);
      if (cached && cached.until > now) return cached.token;
      if (cache.size >= MAX_CACHED) cache.clear();
      const { role = 'ANONYMOUS', moverId: mover = null, sessionId: sid } = viewer ?? {};
      const token = new SignJWT({ role, mover, ...(sid !== undefined && { sid }) })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(viewer?.id ?? 'anonymous')
        .setExpirationTime(Math.floor(now / 1000) + LIFETIME_SECONDS)
        .sign(key);
      cache.set(name, { token, until: now + REUSE_MS });
      return token;
    },
  };
}

export interface IdentityVerifier {
  /**
   * @returns null for an anonymous viewer
   * @throws InvalidIdentityError when the header is absent, expired, or not signed with the key
   */
  verify(header: string | string[] | undefined): Promise<Viewer | null>;
}

/** @param key the key that the signer has */
export function createIdentityVerifier(key: Uint8Array): IdentityVerifier {
  const cache = new Map<string, { viewer: Viewer | null; until: number }>();
  return {
    async verify(header) {
      if (typeof header !== 'string')
        throw new InvalidIdentityError(`the header ${IDENTITY_HEADER} is absent or repeated`);
      const cached = cache.get(header);
      if (cached && cached.until > Date.now()) return cached.viewer;
      try {
        const { payload } = await jwtVerify(header, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          requiredClaims: ['exp'],
        });
        const viewer = viewerIn(claims.parse(payload));
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(header, { viewer, until: (payload.exp ?? 0) * 1000 });
        return viewer;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError)
          throw new InvalidIdentityError(error.message);
        throw error;
      }
    },
  };
}

function viewerIn({ sub, role, mover, sid }: z.output<typeof claims>): Viewer | null {
  if (role === 'ANONYMOUS') return null;
  return { id: sub, role, moverId: mover, ...(sid !== undefined && { sessionId: sid }) };
}

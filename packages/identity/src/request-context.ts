import { CodedError, unauthenticated } from '@movecall/graphql';
import { continueTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { IncomingMessage } from 'node:http';
import { createIdentityVerifier, IDENTITY_HEADER, InvalidIdentityError, type Viewer } from './identity.ts';

/** What every resolver of a subgraph is given. */
export interface RequestContext {
  /** Null: someone who did not sign in. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context that this request's work goes under. */
  readonly traceparent: string;
}

/**
 * Reads who asks from the signed identity header.
 *
 * @param identityKey shared with the router
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that is neither the router's nor a service's.
 */
export function createRequestContext(
  identityKey: Uint8Array,
): (request: IncomingMessage) => Promise<RequestContext> {
  const verifier = createIdentityVerifier(identityKey);
  return async (request) => {
    try {
      const viewer = await verifier.verify(request.headers[IDENTITY_HEADER]);
      return { viewer, traceparent: continueTrace(request.headers[TRACEPARENT_HEADER]?.toString()) };
    } catch (error) {
      if (error instanceof InvalidIdentityError) throw unauthenticated();
      throw error;
    }
  };
}

/**
 * Whoever signed in.
 *
 * @throws CodedError UNAUTHENTICATED, of the one field: with an HTTP status it would cost the rest of the answer.
 */
export function signedIn({ viewer }: Pick<RequestContext, 'viewer'>): Viewer {
  if (!viewer) throw new CodedError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}

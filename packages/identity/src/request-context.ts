import { CodedError, unauthenticated } from '@movecall/graphql';
import { continueTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { IncomingMessage } from 'node:http';
import {
  CLIENT_ADDRESS_HEADER,
  createIdentityVerifier,
  IDENTITY_HEADER,
  InvalidIdentityError,
  type Viewer,
} from './identity.ts';

/** The context that each resolver of a subgraph receives. */
export interface RequestContext {
  /** Null for an anonymous viewer. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context under which this request's work is traced. */
  readonly traceparent: string;
  /** The client's address, as CLIENT_ADDRESS_HEADER describes it. Null when no single client sent the request. */
  readonly address: string | null;
}

/**
 * Reads the viewer from the signed identity header.
 *
 * @param identityKey shared with the router and the other services
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request without a valid identity header
 */
export function createRequestContext(
  identityKey: Uint8Array,
): (request: IncomingMessage) => Promise<RequestContext> {
  const verifier = createIdentityVerifier(identityKey);
  return async (request) => {
    try {
      const viewer = await verifier.verify(request.headers[IDENTITY_HEADER]);
      const traceparent = continueTrace(request.headers[TRACEPARENT_HEADER]?.toString());
      return { viewer, traceparent, address: request.headers[CLIENT_ADDRESS_HEADER]?.toString() ?? null };
    } catch (error) {
      if (error instanceof InvalidIdentityError) throw unauthenticated();
      throw error;
    }
  };
}

/**
 * The viewer of a field that needs one.
 *
 * @throws CodedError UNAUTHENTICATED without an HTTP status: only this field fails, the rest of the answer stands
 */
export function signedIn({ viewer }: Pick<RequestContext, 'viewer'>): Viewer {
  if (!viewer) throw new CodedError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}

import { randomBytes } from 'node:crypto';

/**
 * W3C Trace Context (https://www.w3.org/TR/trace-context/): `00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>`.
 * Redis Streams carry no headers, so an event takes the text of it along.
 */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const TRACEPARENT_HEADER = 'traceparent';

/**
 * The trace context to work under: a new span of the caller's trace, or a new trace when the caller sent none or
 * something malformed.
 */
export function continueTrace(received: string | null | undefined): string {
  const span = randomBytes(8).toString('hex');
  if (received != null && TRACEPARENT.test(received)) {
    const [version, traceId, , flags] = received.split('-');
    return `${version}-${traceId}-${span}-${flags}`;
  }
  return `00-${randomBytes(16).toString('hex')}-${span}-01`;
}

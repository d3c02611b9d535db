/**
 * W3C Trace Context (https://www.w3.org/TR/trace-context/): `00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>`.
 * Redis Streams carry no headers, so an event takes the text of it along.
 */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const TRACEPARENT_HEADER = 'traceparent';

/** Where a traceparent's parent id stands. */
const PARENT_BEGINS = 36;
const PARENT_ENDS = 52;

/**
 * The trace context to work under: a new span of the caller's trace, or a new trace when the caller sent none or
 * something malformed.
 */
export function continueTrace(received: string | null | undefined): string {
  return received != null && TRACEPARENT.test(received)
    ? received.slice(0, PARENT_BEGINS) + randomId() + received.slice(PARENT_ENDS)
    : `00-${randomId()}${randomId()}-${randomId()}-01`;
}

/** 16 hexadecimal digits, never all zero. Ids have to differ, not to be secret. */
const randomId = (): string => digits(Math.random()) + digits(Math.random());

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 8 digits, of a number from 0 to 1. */
function digits(random: number): string {
  const bits = 1 + Math.floor(random * 0xffff_ffff);
  return `${DIGITS[bits >>> 24]}${DIGITS[(bits >>> 16) & 255]}${DIGITS[(bits >>> 8) & 255]}${DIGITS[bits & 255]}`;
}

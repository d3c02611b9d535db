/**
 * Tracing, and the one door to it. W3C Trace Context (https://www.w3.org/TR/trace-context/) travels as text,
 * `00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>`: in HTTP headers, in events (Redis Streams carry no headers) and in
 * the rows of what is to be done later. It does so whether or not anything is traced, so that log lines can tell what belongs
 * together.
 *
 * Spans are recorded once `useTracing` was told by whom (telemetry.ts); until then everything here is a plain call. Process-wide,
 * as the asynchronous context is that they hang on.
 */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const TRACEPARENT_HEADER = 'traceparent';

/** Where the parts of a traceparent stand. */
const TRACE_ID = [3, 35] as const;
const PARENT_ID = [36, 52] as const;
/** Nobody has recorded anything of it. */
const NOT_SAMPLED = '-00';

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A span that is being recorded. */
export interface Span {
  /** What is done within it, elsewhere or later, goes on under this. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** It did not come off. The first reason counts; a short code and never a message, which may carry values. */
  fail(type: string): void;
}

export interface SpanOptions {
  readonly kind?: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  /**
   * The trace context that the work came with. A span is recorded when its sender recorded one. Within a span of that trace it
   * becomes that one's child; so it does without a `parent`.
   */
  readonly parent?: string | null | undefined;
  readonly attributes?: Attributes;
  /** Whether what is thrown through it is its failure; it is, when absent. */
  readonly isFailure?: (error: unknown) => boolean;
}

export interface ServerSpanOptions {
  /** The header as it came. */
  readonly received: string | undefined;
  /** Whether the sender decides if its request is recorded: one of us does, a client does not. */
  readonly trusted: boolean;
  readonly attributes?: Attributes;
}

/** Who records. */
export interface Tracing {
  active(): Span | null;
  run<T>(name: string, options: SpanOptions, work: (span: Span | null) => Promise<T>): Promise<T>;
  serve<T>(name: string, options: ServerSpanOptions, work: (span: Span | null) => Promise<T>): Promise<T>;
  /** Begins one that is no context for others; null when it is not recorded. */
  begin(name: string, options: SpanOptions): { readonly span: Span; end(): void } | null;
}

let tracing: Tracing | null = null;

/** From now on spans are recorded, or, with null, no longer. What is to be traced is composed afterwards. */
export const useTracing = (by: Tracing | null): void => {
  tracing = by;
};

export const isTracing = (): boolean => tracing !== null;

/** The span that this work is in; null when none is recorded. */
export const activeSpan = (): Span | null => tracing?.active() ?? null;

/** Runs work in a span of its own; it is given null when none is recorded. */
export const inSpan = <T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> => (tracing === null ? work(null) : tracing.run(name, options, work));

/** Runs the work for a request of somebody else's in a span, which begins a trace when it came with none. */
export const inServerSpan = <T>(
  name: string,
  options: ServerSpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> => (tracing === null ? work(null) : tracing.serve(name, options, work));

/** A span that whoever begins it ends, and that nothing is within; null when it is not recorded. */
export const beginSpan = (name: string, options: SpanOptions): { readonly span: Span; end(): void } | null =>
  tracing === null ? null : tracing.begin(name, options);

/**
 * The trace context to work under: that of the span that this work is in; else a new parent id in the sender's trace, or a new
 * trace when the sender gave none or something malformed.
 */
export function continueTrace(received: string | null | undefined): string {
  const active = tracing?.active();
  if (active) return active.traceparent;
  return isTraceparent(received)
    ? received.slice(0, PARENT_ID[0]) + randomId() + received.slice(PARENT_ID[1])
    : `00-${randomId()}${randomId()}-${randomId()}${NOT_SAMPLED}`;
}

/** The same for a request from outside: the trace goes on, but whether it is recorded is not the client's to say. */
export function continueClientTrace(received: string | undefined): string {
  const active = tracing?.active();
  return active ? active.traceparent : continueTrace(received).slice(0, PARENT_ID[1]) + NOT_SAMPLED;
}

export const isTraceparent = (text: string | null | undefined): text is string =>
  text != null && TRACEPARENT.test(text);

/** For log lines and for people: what all that one click led to has in common. Null for none. */
export const traceIdOf = (traceparent: string | null | undefined): string | null =>
  isTraceparent(traceparent) ? traceparent.slice(...TRACE_ID) : null;

export const parentIdOf = (traceparent: string): string => traceparent.slice(...PARENT_ID);

export const isSampled = (traceparent: string): boolean =>
  (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;

/** 16 hexadecimal digits, never all zero. Ids have to differ, not to be secret. */
const randomId = (): string => digits(Math.random()) + digits(Math.random());

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 8 digits, of a number from 0 to 1. */
function digits(random: number): string {
  const bits = 1 + Math.floor(random * 0xffff_ffff);
  return `${DIGITS[bits >>> 24]}${DIGITS[(bits >>> 16) & 255]}${DIGITS[(bits >>> 8) & 255]}${DIGITS[bits & 255]}`;
}

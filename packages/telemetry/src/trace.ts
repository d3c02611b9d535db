/**
 * Tracing: all code but telemetry.ts uses only this module. The W3C trace context (https://www.w3.org/TR/trace-context/)
 * travels as text, `00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>`: in HTTP headers, in events, and in the database
 * rows of deferred work. (Redis Streams have no headers.) It travels whether or not spans are recorded, so that log lines
 * can name their trace.
 *
 * Spans are recorded while `useTracing` has an implementation; see telemetry.ts. Without one each function here only calls
 * its work. The implementation is global to the process, like the asynchronous context that it depends on.
 */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const TRACEPARENT_HEADER = 'traceparent';

/** Positions within a traceparent. */
const TRACE_ID = [3, 35] as const;
const PARENT_ID = [36, 52] as const;
/** The flags of a trace that is not recorded. */
const NOT_SAMPLED = '-00';

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A span that is being recorded. */
export interface Span {
  /** The trace context for work that this span causes in another process or later. */
  readonly traceparent: string;
  rename(name: string): void;
  /** Sets attributes. Null and undefined values are left out. */
  set(attributes: Attributes): void;
  /**
   * Marks the span as failed. Only the first call counts.
   *
   * @param type a short code; never a message, which may contain a customer's data
   */
  fail(type: string): void;
}

export interface SpanOptions {
  readonly kind?: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  /**
   * The trace context that the work came with. The span is recorded when the sender has recorded its own. Within an active
   * span of the same trace, and also without a `parent`, the new span is a child of the active one.
   */
  readonly parent?: string | null | undefined;
  readonly attributes?: Attributes;
  /** Whether an error that the work throws is a failure of the span. When absent, every error is. */
  readonly isFailure?: (error: unknown) => boolean;
}

export interface ServerSpanOptions {
  /** The `traceparent` header of the request. */
  readonly received: string | undefined;
  /** Whether the sender decides if its request is recorded: a service of this system does, a client does not. */
  readonly trusted: boolean;
  readonly attributes?: Attributes;
}

/** A span that its creator ends. */
export interface OpenSpan {
  readonly span: Span;
  end(): void;
}

/** An implementation of tracing. */
export interface Tracing {
  active(): Span | null;
  run<T>(name: string, options: SpanOptions, work: (span: Span | null) => Promise<T>): Promise<T>;
  serve<T>(name: string, options: ServerSpanOptions, work: (span: Span | null) => Promise<T>): Promise<T>;
  begin(name: string, options: SpanOptions): OpenSpan | null;
}

let tracing: Tracing | null = null;

/** Starts recording spans with an implementation; null stops it. Set it before composing what asks `isTracing`. */
export const useTracing = (by: Tracing | null): void => {
  tracing = by;
};

export const isTracing = (): boolean => tracing !== null;

/** The span that the current asynchronous work runs in; null when none is recorded. */
export const activeSpan = (): Span | null => tracing?.active() ?? null;

/** Runs work in a span of its own. The work receives null when no span is recorded. */
export const inSpan = <T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> => (tracing === null ? work(null) : tracing.run(name, options, work));

/** Runs the work for a received request in a server span. A request without a trace context starts a new trace. */
export const inServerSpan = <T>(
  name: string,
  options: ServerSpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> => (tracing === null ? work(null) : tracing.serve(name, options, work));

/** Begins a span that the caller ends. It never becomes the active span. Null when it is not recorded. */
export const beginSpan = (name: string, options: SpanOptions): OpenSpan | null =>
  tracing === null ? null : tracing.begin(name, options);

/**
 * The trace context for the work on a received message. It is that of the active span, if there is one. Else it is the sender's
 * trace with a new parent id, or a new trace when the sender gave none or a malformed one.
 */
export function continueTrace(received: string | null | undefined): string {
  const active = tracing?.active();
  if (active) return active.traceparent;
  return isTraceparent(received)
    ? received.slice(0, PARENT_ID[0]) + randomId() + received.slice(PARENT_ID[1])
    : `00-${randomId()}${randomId()}-${randomId()}${NOT_SAMPLED}`;
}

/** Like `continueTrace`, for a client's request: the trace continues, but the client cannot have it recorded. */
export function continueClientTrace(received: string | undefined): string {
  const active = tracing?.active();
  return active ? active.traceparent : continueTrace(received).slice(0, PARENT_ID[1]) + NOT_SAMPLED;
}

export const isTraceparent = (text: string | null | undefined): text is string =>
  text != null && TRACEPARENT.test(text);

/** The trace id, for log lines: everything that one request caused has the same. Null without a valid traceparent. */
export const traceIdOf = (traceparent: string | null | undefined): string | null =>
  isTraceparent(traceparent) ? traceparent.slice(...TRACE_ID) : null;

export const parentIdOf = (traceparent: string): string => traceparent.slice(...PARENT_ID);

/** Whether the sender has recorded its span. */
export const isSampled = (traceparent: string): boolean =>
  (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;

/** 16 hexadecimal digits, never all zero. Ids must differ; they need not be secret. */
const randomId = (): string => digits(Math.random()) + digits(Math.random());

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 8 hexadecimal digits for a number from 0 to 1. */
function digits(random: number): string {
  const bits = 1 + Math.floor(random * 0xffff_ffff);
  return `${DIGITS[bits >>> 24]}${DIGITS[(bits >>> 16) & 255]}${DIGITS[(bits >>> 8) & 255]}${DIGITS[bits & 255]}`;
}

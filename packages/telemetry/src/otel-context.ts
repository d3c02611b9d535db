import { type Context, context, createContextKey, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision, type TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { RecordedSpan } from './otel-span.ts';
import { isSampled, isTraceparent, parentIdOf, type ServerSpanOptions, traceIdOf } from './trace.ts';

/** The key of the active span in an OpenTelemetry context. */
const SPAN = createContextKey('span');

/** The span that the current asynchronous work runs in; null when none is recorded. */
export const activeSpan = (): RecordedSpan | null =>
  (context.active().getValue(SPAN) as RecordedSpan | undefined) ?? null;

/** Runs work with `span` as its active span. */
export const runWithin = <T>(span: RecordedSpan, work: () => Promise<T>): Promise<T> =>
  context.with(ROOT_CONTEXT.setValue(SPAN, span), work);

/** Runs work without an active span. */
export const runWithoutSpan = <T>(work: () => Promise<T>): Promise<T> => context.with(ROOT_CONTEXT, work);

/**
 * The OpenTelemetry context to start a span in. The span becomes a child of the active span when `parent` is of the same
 * trace or absent, else a child of `parent`.
 *
 * @param parent a traceparent
 * @returns null when no span is to be recorded
 */
export function contextOf(parent: string | null | undefined): Context | null {
  const active = activeSpan();
  if (active && (parent == null || traceIdOf(parent) === traceIdOf(active.traceparent)))
    return trace.setSpan(ROOT_CONTEXT, active.recording);
  return isTraceparent(parent) && isSampled(parent) ? remote(parent) : null;
}

/**
 * The OpenTelemetry context for the span of a received request. A request without a traceparent starts a new trace. `ratio`
 * decides whether the trace of a client is recorded, whatever the client asks for.
 *
 * @returns null when no span is to be recorded
 */
export function contextOfRequest(
  { received, trusted }: ServerSpanOptions,
  ratio: TraceIdRatioBasedSampler,
): Context | null {
  if (!isTraceparent(received)) return ROOT_CONTEXT;
  if (trusted) return isSampled(received) ? remote(received) : null;
  const { decision } = ratio.shouldSample(ROOT_CONTEXT, traceIdOf(received) ?? '');
  return decision === SamplingDecision.RECORD_AND_SAMPLED ? remote(received) : null;
}

/** The context of a span in another process. */
const remote = (traceparent: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(traceparent) ?? '',
    spanId: parentIdOf(traceparent),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });

import { type Context, SpanKind, type Tracer } from '@opentelemetry/api';
import type { TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { maskPhones } from './logger.ts';
import { RecordedSpan } from './otel-span.ts';
import { activeSpan, contextOf, contextOfRequest, runWithin, runWithoutSpan } from './otel-context.ts';
import type { Attributes, Span, Tracing } from './trace.ts';

/**
 * Implements `Tracing` with OpenTelemetry.
 *
 * @param ratio decides which traces of clients are recorded
 */
export function createTracing(tracer: Tracer, ratio: TraceIdRatioBasedSampler): Tracing {
  function begin(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    parent: Context | null,
  ): RecordedSpan | null {
    if (parent === null) return null;
    const recording = tracer.startSpan(maskPhones(name), { kind }, parent);
    if (!recording.isRecording()) return null;
    const span = new RecordedSpan(recording);
    span.set(attributes);
    return span;
  }

  return {
    active: activeSpan,
    run(name, { kind = 'INTERNAL', parent, attributes = {}, isFailure }, work) {
      const span = begin(name, SpanKind[kind], attributes, contextOf(parent));
      // The work is of another trace, which is not recorded: its inner spans must not become children of the active span.
      if (span === null && parent != null && activeSpan()) return runWithoutSpan(() => work(null));
      return recordWork(span, work, isFailure);
    },
    serve: (name, request, work) =>
      recordWork(
        begin(name, SpanKind.SERVER, request.attributes ?? {}, contextOfRequest(request, ratio)),
        work,
      ),
    begin(name, { kind = 'INTERNAL', parent, attributes = {} }) {
      const span = begin(name, SpanKind[kind], attributes, contextOf(parent));
      return span && { span, end: () => span.recording.end() };
    },
  };
}

/** Runs work within a span, and ends the span with the work. */
function recordWork<T>(
  span: RecordedSpan | null,
  work: (span: Span | null) => Promise<T>,
  isFailure: (error: unknown) => boolean = () => true,
): Promise<T> {
  if (span === null) return work(null);
  return runWithin(span, async () => {
    try {
      return await work(span);
    } catch (error) {
      if (isFailure(error)) span.fail(typeOf(error));
      throw error;
    } finally {
      span.recording.end();
    }
  });
}

/** The code of an error, or else its class. */
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

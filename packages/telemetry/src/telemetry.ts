import {
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { setTimeout as pause } from 'node:timers/promises';
import { type Logger, maskPhones } from './logger.ts';
import { Recorded } from './recorded-span.ts';
import { complaining } from './span-export.ts';
import {
  type Attributes,
  isSampled,
  isTraceparent,
  parentIdOf,
  type ServerSpanOptions,
  type Span,
  type SpanOptions,
  traceIdOf,
  type Tracing,
  useTracing,
} from './trace.ts';

/** Loaded by whoever traces, and by nobody else: OpenTelemetry behind the door that trace.ts is. */
export interface TelemetryOptions {
  readonly service: string;
  readonly instance: string;
  /** Which build it is. */
  readonly version: string;
  /** Origin of an OTLP/HTTP collector. */
  readonly endpoint: string;
  /** The share of traces that are recorded, 0 to 1. The trace id decides, so everybody decides alike. */
  readonly ratio: number;
}

export interface Telemetry {
  /** Sends what is left, for a short while. */
  close(): Promise<void>;
}

/** What all services are parts of. */
const SYSTEM = 'movecall';
const FLUSH_MS = 2_000;
const EXPORT_EVERY_MS = 1_000;
const MAX_VALUE_LENGTH = 1_000;

/** Our span within an OpenTelemetry context. */
const SPAN = createContextKey('span');

/** From now on this process records spans and exports them, in batches and in the background. What cannot be exported is dropped. */
export function startTelemetry(options: TelemetryOptions, logger: Logger): Telemetry {
  const ratio = new TraceIdRatioBasedSampler(options.ratio);
  const exporter = new OTLPTraceExporter({ url: new URL('/v1/traces', options.endpoint).href });
  const processor = new BatchSpanProcessor({
    exporter: complaining(exporter, logger),
    scheduledDelayMillis: EXPORT_EVERY_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': SYSTEM,
      'service.name': options.service,
      'service.instance.id': options.instance,
      'service.version': options.version,
    }),
    sampler: new ParentBasedSampler({ root: ratio }),
    spanLimits: { attributeValueLengthLimit: MAX_VALUE_LENGTH },
    spanProcessors: [processor],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  // The provider stays our own: libraries that know OpenTelemetry would tell what they like.
  context.setGlobalContextManager(contexts);
  const tracer = provider.getTracer(SYSTEM);

  const active = (): Recorded | null => (context.active().getValue(SPAN) as Recorded | undefined) ?? null;

  /** The context to begin a span in; null when there is to be none. */
  function contextFor(parent: string | null | undefined): Context | null {
    const around = active();
    if (around && (parent == null || traceIdOf(parent) === traceIdOf(around.traceparent)))
      return trace.setSpan(ROOT_CONTEXT, around.recording);
    return isTraceparent(parent) && isSampled(parent) ? remote(parent) : null;
  }

  /** Of a request from elsewhere: a new trace may begin, and a client's word for its being sampled counts nothing. */
  function contextForRequest({ received, trusted }: ServerSpanOptions): Context | null {
    if (!isTraceparent(received)) return ROOT_CONTEXT;
    if (trusted) return isSampled(received) ? remote(received) : null;
    const { decision } = ratio.shouldSample(ROOT_CONTEXT, traceIdOf(received) ?? '');
    return decision === SamplingDecision.RECORD_AND_SAMPLED ? remote(received) : null;
  }

  function begin(name: string, kind: SpanKind, attributes: Attributes, parent: Context | null) {
    if (parent === null) return null;
    const recording = tracer.startSpan(maskPhones(name), { kind }, parent);
    if (!recording.isRecording()) return null;
    const recorded = new Recorded(recording);
    recorded.set(attributes);
    return recorded;
  }

  function within<T>(
    span: Recorded | null,
    work: (span: Span | null) => Promise<T>,
    isFailure: (error: unknown) => boolean = () => true,
  ): Promise<T> {
    if (span === null) return work(null);
    return context.with(ROOT_CONTEXT.setValue(SPAN, span), async () => {
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

  const tracing: Tracing = {
    active,
    run(name, { kind = 'INTERNAL', parent, attributes = {}, isFailure }, work) {
      const span = begin(name, SpanKind[kind], attributes, contextFor(parent));
      // Of a trace that is not recorded, within one that is: it does not belong there.
      if (span === null && parent != null && active()) return context.with(ROOT_CONTEXT, () => work(null));
      return within(span, work, isFailure);
    },
    serve: (name, request, work) =>
      within(begin(name, SpanKind.SERVER, request.attributes ?? {}, contextForRequest(request)), work),
    begin(name, { kind = 'INTERNAL', parent, attributes = {} }: SpanOptions) {
      const span = begin(name, SpanKind[kind], attributes, contextFor(parent));
      return span && { span, end: () => span.recording.end() };
    },
  };
  useTracing(tracing);

  return {
    async close() {
      useTracing(null);
      const flushed = provider.shutdown().catch(() => undefined);
      await Promise.race([flushed, pause(FLUSH_MS, undefined, { ref: false })]);
      context.disable();
    },
  };
}

const remote = (traceparent: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(traceparent) ?? '',
    spanId: parentIdOf(traceparent),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });

/** The code or the class of an error. */
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

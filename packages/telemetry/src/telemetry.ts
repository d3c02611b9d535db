import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './logger.ts';
import { withWarnings } from './otel-export.ts';
import { useTracing } from './trace.ts';
import { createTracing } from './otel-tracing.ts';

/** Only a process that traces imports this module, since it loads OpenTelemetry. All other code imports trace.ts. */
export interface TelemetryOptions {
  readonly service: string;
  readonly instance: string;
  /** The version of the build. */
  readonly version: string;
  /** The origin of an OTLP/HTTP collector. */
  readonly endpoint: string;
  /** The share of traces that are recorded, 0 to 1. It depends on the trace id alone, so all services decide alike. */
  readonly ratio: number;
}

export interface Telemetry {
  /** Records no more spans, and exports the recorded ones within two seconds. */
  close(): Promise<void>;
}

/** The namespace of all services. */
const SYSTEM = 'movecall';
const FLUSH_MS = 2_000;
const EXPORT_EVERY_MS = 1_000;
const MAX_VALUE_LENGTH = 1_000;

/**
 * Starts recording spans in this process. They are exported in batches, in the background; spans that cannot be exported are
 * dropped.
 */
export function startTelemetry(options: TelemetryOptions, logger: Logger): Telemetry {
  const ratio = new TraceIdRatioBasedSampler(options.ratio);
  const exporter = new OTLPTraceExporter({ url: new URL('/v1/traces', options.endpoint).href });
  const processor = new BatchSpanProcessor({
    exporter: withWarnings(exporter, logger),
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
  // The provider is not registered globally: libraries that support OpenTelemetry would record spans of their own.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  useTracing(createTracing(provider.getTracer(SYSTEM), ratio));

  return {
    async close() {
      useTracing(null);
      const flushed = provider.shutdown().catch(() => undefined);
      await Promise.race([flushed, pause(FLUSH_MS, undefined, { ref: false })]);
      context.disable();
    },
  };
}

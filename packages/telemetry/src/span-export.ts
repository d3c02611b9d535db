import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';

/** Complaints about a collector that is away are no more frequent. */
const COMPLAIN_EVERY_MS = 60_000;

/** Tells of exports that failed, now and then. */
export function complaining(exporter: SpanExporter, logger: Logger): SpanExporter {
  let lost = 0;
  let complainedAt = -Infinity;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) {
          lost += spans.length;
          if (performance.now() - complainedAt >= COMPLAIN_EVERY_MS) {
            complainedAt = performance.now();
            logger.warn({ err: result.error, lost }, 'telemetry: the collector does not take our spans');
            lost = 0;
          }
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

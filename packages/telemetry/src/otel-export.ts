import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';

/** The shortest time between two warnings, ms: an unavailable collector must not flood the log. */
const WARN_EVERY_MS = 60_000;

/** Makes an exporter log a warning when exports fail, at most once a minute, with the number of lost spans. */
export function withWarnings(exporter: SpanExporter, logger: Logger): SpanExporter {
  let lost = 0;
  let warnedAt = -Infinity;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) {
          lost += spans.length;
          if (performance.now() - warnedAt >= WARN_EVERY_MS) {
            warnedAt = performance.now();
            logger.warn(
              { err: result.error, lost },
              'telemetry: the collector does not accept spans; they are lost',
            );
            lost = 0;
          }
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

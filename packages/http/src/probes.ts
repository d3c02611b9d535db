import { Gauge, type Registry } from 'prom-client';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { sendJson } from './bodies.ts';
import type { Handler } from './http.ts';

export interface ProbeOptions {
  readonly logger: Logger;
  readonly metrics: Registry;
  /** The service is ready when all values are true. */
  readonly readiness: () => Promise<Record<string, boolean>>;
  readonly liveness?: Liveness | undefined;
}

/**
 * How many times as long work may take while the process is not ready, because a dependency is unavailable. It is limited,
 * because the process may have caused the outage itself, by connections that hang.
 */
const PATIENCE = 10;

/** The routes that Kubernetes and Prometheus call: `/healthz`, `/readyz` and `/metrics`. */
export function createProbes(options: ProbeOptions): Record<string, Handler> {
  const { metrics, readiness } = options;
  new Gauge({
    name: 'movecall_ready',
    help: '1 while this process is ready to serve',
    registers: [metrics],
    async collect() {
      this.set(isReady(await readiness()) ? 1 : 0);
    },
  });
  return {
    '/healthz': createHealthCheck(options),
    '/readyz': async (_request, response) => {
      const checks = await readiness();
      const ready = isReady(checks);
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks });
    },
    '/metrics': createScrapeHandler(metrics),
  };
}

const isReady = (checks: Record<string, boolean>): boolean => Object.values(checks).every(Boolean);

function createHealthCheck({ logger, readiness, liveness }: ProbeOptions): Handler {
  return async (_request, response) => {
    const overdue = liveness?.faults() ?? [];
    if (overdue.length === 0) return sendJson(response, 200, { status: 'alive' });
    // While a database is unavailable, all replicas wait for it. Restarting them all together would make the outage worse.
    const ready = isReady(await readiness());
    const faults = ready ? overdue : (liveness?.faults(PATIENCE) ?? []);
    if (faults.length === 0) return sendJson(response, 200, { status: 'waiting', overdue });
    logger.error({ faults }, 'this process cannot do its work any more');
    sendJson(response, 503, { status: 'dead', faults });
  };
}

/** Scrapes that come at the same time share one collection. */
function createScrapeHandler(metrics: Registry): Handler {
  let collecting: Promise<string> | null = null;
  return async (_request, response) => {
    response.setHeader('content-type', metrics.contentType);
    collecting ??= metrics.metrics().finally(() => (collecting = null));
    response.end(await collecting);
  };
}

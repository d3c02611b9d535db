import { Gauge, type Registry } from 'prom-client';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { sendJson } from './bodies.ts';
import type { Handler } from './http.ts';

export interface ProbeOptions {
  readonly logger: Logger;
  readonly metrics: Registry;
  /** The dependencies of the service, and whether each is available. */
  readonly readiness: () => Promise<Record<string, boolean>>;
  /** Whether the service is closing. A closing service is not ready, whatever its dependencies are. */
  readonly isDraining: () => boolean;
  readonly liveness?: Liveness | undefined;
}

/**
 * How many times as long work may take while a dependency is unavailable. It is limited, because the process may have caused
 * the outage itself, by connections that hang.
 */
const PATIENCE = 10;

/** The routes that Kubernetes calls, `/healthz` and `/readyz`, and the gauge `movecall_ready`. */
export function createProbes(options: ProbeOptions): Record<string, Handler> {
  const { metrics, readiness, isDraining } = options;
  const runChecks = async (): Promise<Record<string, boolean>> =>
    isDraining() ? { draining: false } : await readiness();
  new Gauge({
    name: 'movecall_ready',
    help: '1 while this process is ready to serve',
    registers: [metrics],
    async collect() {
      this.set(isReady(await runChecks()) ? 1 : 0);
    },
  });
  return {
    '/healthz': createHealthCheck(options),
    '/readyz': async (_request, response) => {
      const checks = await runChecks();
      const ready = isReady(checks);
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks });
    },
  };
}

const isReady = (checks: Record<string, boolean>): boolean => Object.values(checks).every(Boolean);

function createHealthCheck({ logger, readiness, liveness }: ProbeOptions): Handler {
  return async (_request, response) => {
    const overdue = liveness?.faults() ?? [];
    if (overdue.length === 0) return sendJson(response, 200, { status: 'alive' });
    // While a database is unavailable, all replicas wait for it. Restarting them all together would make the outage worse.
    // So the dependencies count, and not whether the service is ready: one that is closing waits for none of them.
    const waits = !isReady(await readiness());
    const faults = waits ? (liveness?.faults(PATIENCE) ?? []) : overdue;
    if (faults.length === 0) return sendJson(response, 200, { status: 'waiting', overdue });
    logger.error({ faults }, 'this process cannot do its work any more');
    sendJson(response, 503, { status: 'dead', faults });
  };
}

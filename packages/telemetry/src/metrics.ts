import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Logger } from './logger.ts';
import { registerSource, type Source } from './scrape-source.ts';

export type { Sample, Source } from './scrape-source.ts';

/** How often the lag of the event loop is measured, ms. It is part of what is measured. More often would keep an idle process busy. */
const LOOP_LAG_EVERY_MS = 500;

/** Creates the registry of a process, with the metrics that every process has: Node's own, and which build it runs. */
export function createRegistry(service: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_LAG_EVERY_MS });
  new Gauge({
    name: 'movecall_build_info',
    help: 'Always 1; which build this process is',
    labelNames: ['service', 'version'],
    registers: [registry],
  }).set({ service, version }, 1);
  return registry;
}

export interface Scrape {
  /** Adds gauges whose values are read from a dependency when the process is scraped. */
  add<G extends string>(source: Source<G>): void;
}

const KEPT_MS = 5_000;
const TIMEOUT_MS = 2_000;

/**
 * Reads the values of sources when the process is scraped. A dependency cannot make a scrape fail or wait: the values of one
 * that does not answer in time are left out. `movecall_dependency_up` tells which one that is,
 * `movecall_scrape_errors_total` how often. Values are kept for a few seconds, and scrapes at the same time share one read.
 *
 * @param options.keptMs how long values are kept, ms
 * @param options.timeoutMs how long a read may take, ms
 */
export function createScrape(
  registry: Registry,
  logger: Logger,
  { keptMs = KEPT_MS, timeoutMs = TIMEOUT_MS } = {},
): Scrape {
  const sources: { readonly dependency: string; readonly refresh: () => Promise<boolean> }[] = [];
  const refreshAll = async () =>
    Promise.all(sources.map(async ({ dependency, refresh }) => ({ dependency, ok: await refresh() })));
  const errors = new Counter({
    name: 'movecall_scrape_errors_total',
    help: 'How often the values of a dependency were left out of a scrape',
    labelNames: ['dependency'],
    registers: [registry],
    collect: async () => void (await refreshAll()),
  });
  new Gauge({
    name: 'movecall_dependency_up',
    help: '1 when a dependency answered the last scrape in time',
    labelNames: ['dependency'],
    registers: [registry],
    async collect() {
      const answers = await refreshAll();
      for (const { dependency } of answers)
        this.set({ dependency }, answers.every((each) => each.dependency !== dependency || each.ok) ? 1 : 0);
    },
  });
  return {
    add(source) {
      const { dependency } = source;
      const refresh = registerSource(source, { registry, errors, logger, keptMs, timeoutMs });
      sources.push({ dependency, refresh });
    },
  };
}

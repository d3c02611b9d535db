import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Logger } from './logger.ts';

/** What every process tells: itself, its event loop, which build it is. */
export function createRegistry(service: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'movecall_build_info',
    help: 'Always 1; which build this process is',
    labelNames: ['service', 'version'],
    registers: [registry],
  }).set({ service, version }, 1);
  return registry;
}

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Gauges whose values are somewhere else than in this process. */
export interface Source<G extends string> {
  /** Who is asked: `database`, `redis`. */
  readonly dependency: string;
  readonly gauges: Readonly<Record<G, { readonly help: string; readonly labels: readonly string[] }>>;
  /** All values, at most every few seconds; cheap, and bounded whatever there is to count. */
  readonly read: () => Promise<Readonly<Record<G, readonly Sample[]>>>;
}

export interface Scrape {
  add<G extends string>(source: Source<G>): void;
}

interface Watched {
  readonly dependency: string;
  /** Resolves with whether the values are there. */
  refresh(): Promise<boolean>;
}

const KEPT_MS = 5_000;
const TIMEOUT_MS = 2_000;

/**
 * Reads what is kept elsewhere when somebody scrapes. A scrape is never failed and never held up by it: what does not answer
 * soon is left out, `movecall_dependency_up` says of whom, `movecall_scrape_errors_total` how often. Values are kept for some
 * seconds, and of several scrapes at once one asks.
 */
export function createScrape(
  registry: Registry,
  logger: Logger,
  { keptMs = KEPT_MS, timeoutMs = TIMEOUT_MS } = {},
): Scrape {
  const sources: Watched[] = [];
  const refreshAll = async () =>
    Promise.all(sources.map(async ({ dependency, refresh }) => ({ dependency, ok: await refresh() })));
  const errors = new Counter({
    name: 'movecall_scrape_errors_total',
    help: 'How often what a dependency knows was left out of a scrape',
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
    add<G extends string>({ dependency, gauges, read }: Source<G>) {
      const names = Object.keys(gauges) as G[];
      const made = names.map((name) => {
        const { help, labels } = gauges[name];
        const collect = async (): Promise<void> => void (await refresh());
        return new Gauge({ name, help, labelNames: labels, registers: [registry], collect });
      });
      let asked: Promise<void> | null = null;
      let answer = { at: -Infinity, ok: false };
      let refreshing: Promise<boolean> | null = null;

      async function ask(): Promise<void> {
        const values = await read();
        names.forEach((name, at) => {
          clear(made[at]);
          for (const [labels, value] of values[name]) made[at]?.set(labels, value);
        });
      }

      async function readAgain(): Promise<boolean> {
        // One that was given up on is not joined by a second.
        asked ??= ask().finally(() => (asked = null));
        const ok = await within(timeoutMs, asked).catch((error: unknown) => {
          logger.debug({ err: error, dependency }, 'metrics: left out');
          return false;
        });
        if (!ok) {
          errors.inc({ dependency });
          made.forEach(clear);
        }
        answer = { at: performance.now(), ok };
        return ok;
      }

      async function refresh(): Promise<boolean> {
        if (performance.now() - answer.at < keptMs) return answer.ok;
        refreshing ??= readAgain().finally(() => (refreshing = null));
        return refreshing;
      }
      made.forEach(clear);
      errors.inc({ dependency }, 0);
      sources.push({ dependency, refresh });
    },
  };
}

/** One without labels would be set to 0, which is something else than not to be known. */
function clear(gauge: Gauge | undefined): void {
  gauge?.reset();
  gauge?.remove({});
}

async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

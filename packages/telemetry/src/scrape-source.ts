import { type Counter, Gauge, type Registry } from 'prom-client';
import type { Logger } from './logger.ts';

/** One value of a gauge, with its labels. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Gauges whose values are read from a dependency. */
export interface Source<G extends string> {
  /** The dependency: `database` or `redis`. */
  readonly dependency: string;
  readonly gauges: Readonly<Record<G, { readonly help: string; readonly labels: readonly string[] }>>;
  /** Reads all values. It is called at most every few seconds. It must be cheap, however many things there are to count. */
  readonly read: () => Promise<Readonly<Record<G, readonly Sample[]>>>;
}

export interface SourceOptions {
  readonly registry: Registry;
  /** Counts failed reads, by dependency. */
  readonly errors: Counter;
  readonly logger: Logger;
  /** How long values are kept, ms. */
  readonly keptMs: number;
  /** How long a read may take, ms. */
  readonly timeoutMs: number;
}

/**
 * Registers the gauges of a source.
 *
 * @returns a function that reads the source unless its values are recent, and resolves with whether the values are known
 */
export function registerSource<G extends string>(
  { dependency, gauges, read }: Source<G>,
  { registry, errors, logger, keptMs, timeoutMs }: SourceOptions,
): () => Promise<boolean> {
  const names = Object.keys(gauges) as G[];
  const registered = names.map((name) => {
    const { help, labels } = gauges[name];
    const collect = async (): Promise<void> => void (await refresh());
    return new Gauge({ name, help, labelNames: labels, registers: [registry], collect });
  });
  registered.forEach(clear);
  errors.inc({ dependency }, 0);
  let reading: Promise<void> | null = null;
  let refreshing: Promise<boolean> | null = null;
  let last = { at: -Infinity, ok: false };

  async function readValues(): Promise<void> {
    const values = await read();
    names.forEach((name, at) => {
      clear(registered[at]);
      for (const [labels, value] of values[name]) registered[at]?.set(labels, value);
    });
  }

  async function readWithin(): Promise<boolean> {
    // A read that exceeded its time limit still runs; a second one is not started beside it.
    reading ??= readValues().finally(() => (reading = null));
    const ok = await endsWithin(timeoutMs, reading).catch((error: unknown) => {
      logger.debug(
        { err: error, dependency },
        'metrics: a dependency did not answer; its values are left out',
      );
      return false;
    });
    if (!ok) {
      errors.inc({ dependency });
      registered.forEach(clear);
    }
    last = { at: performance.now(), ok };
    return ok;
  }

  async function refresh(): Promise<boolean> {
    if (performance.now() - last.at < keptMs) return last.ok;
    refreshing ??= readWithin().finally(() => (refreshing = null));
    return refreshing;
  }
  return refresh;
}

/** Removes a gauge's values. `reset` alone would set a gauge without labels to 0, but its value is unknown. */
function clear(gauge: Gauge | undefined): void {
  gauge?.reset();
  gauge?.remove({});
}

/** Whether work ends within a time limit, ms. */
async function endsWithin(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

import { Counter, Gauge, type Registry } from 'prom-client';

/** What the router keeps and does with documents, at the moment. */
export interface DocumentFigures {
  readonly known: number;
  /** What the known ones are reckoned to keep in memory. */
  readonly bytes: number;
  /** Documents that are being prepared, or wait for it. */
  readonly waiting: number;
  /** How long documents have been prepared so far, ms. */
  readonly preparedMs: number;
}

/** @param read is called at each scrape */
export function exposeDocuments(registry: Registry, read: () => DocumentFigures): void {
  const gauge = (name: string, help: string, value: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('movecall_router_documents_known', 'Documents that are executed at once', () => read().known);
  gauge('movecall_router_documents_bytes', 'Memory that known documents keep', () => read().bytes);
  gauge('movecall_router_documents_waiting', 'Unknown documents in preparation', () => read().waiting);
  new Counter({
    name: 'movecall_router_planning_seconds_total',
    help: 'Time in which documents were prepared',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read().preparedMs / 1000);
    },
  });
}

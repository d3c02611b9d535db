import { readCounter, readGauge } from '@movecall/telemetry/read-metrics';
import type { Registry } from 'prom-client';

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
  const documents = 'movecall_router_documents';
  readGauge(registry, `${documents}_known`, 'Documents that are executed at once', () => read().known);
  readGauge(registry, `${documents}_bytes`, 'Memory that known documents keep', () => read().bytes);
  readGauge(registry, `${documents}_waiting`, 'Unknown documents in preparation', () => read().waiting);
  readCounter(
    registry,
    'movecall_router_planning_seconds_total',
    'Time in which documents were prepared',
    () => read().preparedMs / 1000,
  );
}

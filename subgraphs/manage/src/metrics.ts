import { Counter, Gauge, type Registry } from 'prom-client';
import type { AcceptanceBulkhead } from './acceptance-bulkhead.ts';

/** Shows how many acceptances are in flight. */
export function exposeAcceptances(registry: Registry, bulkhead: AcceptanceBulkhead): void {
  new Gauge({
    name: 'movecall_manage_acceptances_in_flight',
    help: 'Acceptances in flight; MAX_ACCEPTANCES_IN_FLIGHT bounds them',
    registers: [registry],
    collect() {
      this.set(bulkhead.inFlight);
    },
  });
}

/** Counts the quotes that the limit refuses. @returns a function that counts one */
export function countRefusedQuotes(registry: Registry): () => void {
  const refused = new Counter({
    name: 'movecall_manage_quotes_refused_total',
    help: 'Quotes that were refused because one address asked for too many; QUOTES_PER_ADDRESS bounds them',
    registers: [registry],
  });
  return () => refused.inc();
}

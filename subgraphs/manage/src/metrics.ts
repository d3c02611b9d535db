import { Gauge, type Registry } from 'prom-client';
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

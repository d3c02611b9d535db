import { Gauge, type Registry } from 'prom-client';
import type { Acceptances } from './acceptances.ts';

/** Shows how many acceptances are in flight. */
export function exposeAcceptances(registry: Registry, acceptances: Acceptances): void {
  new Gauge({
    name: 'movecall_manage_acceptances_in_flight',
    help: 'Acceptances in flight; MAX_ACCEPTANCES_IN_FLIGHT bounds them',
    registers: [registry],
    collect() {
      this.set(acceptances.inFlight);
    },
  });
}

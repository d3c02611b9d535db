import { readGauge } from '@movecall/telemetry/read-metrics';
import { Counter, type Registry } from 'prom-client';
import type { AcceptanceBulkhead } from './order/acceptance-bulkhead.ts';

/** Shows how many acceptances are in flight. */
export const exposeAcceptances = (registry: Registry, bulkhead: AcceptanceBulkhead): void =>
  readGauge(
    registry,
    'movecall_manage_acceptances_in_flight',
    'Acceptances in flight; MAX_ACCEPTANCES_IN_FLIGHT bounds them',
    () => bulkhead.inFlight,
  );

/** Counts what the limits on quotes refuse. @returns a function that counts one */
export function countRefusedQuotes(registry: Registry): (limit: 'quotes' | 'messages') => void {
  const refused = {
    quotes: new Counter({
      name: 'movecall_manage_quotes_refused_total',
      help: 'Quotes that were refused because one address asked for too many; QUOTES_PER_ADDRESS bounds them',
      registers: [registry],
    }),
    messages: new Counter({
      name: 'movecall_manage_quote_messages_refused_total',
      help: 'Messages with a quote that QUOTE_MESSAGES_PER_PHONE or QUOTE_MESSAGES_PER_OPERATOR refused',
      registers: [registry],
    }),
  };
  return (limit) => refused[limit].inc();
}

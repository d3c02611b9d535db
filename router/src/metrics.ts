import { Counter, Gauge, type Registry } from 'prom-client';

export interface RouterMetrics {
  readonly requests: Counter<'status'>;
  readonly openSubscriptions: Gauge;
  readonly deliveredEvents: Counter;
  readonly subgraphs: SubgraphMetrics;
}

export interface SubgraphMetrics {
  readonly requests: Counter<'subgraph' | 'outcome'>;
  readonly circuitOpen: Gauge<'subgraph'>;
}

export const createMetrics = (registry: Registry): RouterMetrics => ({
  requests: new Counter({
    name: 'movecall_router_requests_total',
    help: 'GraphQL requests over HTTP, by the status of the answer',
    labelNames: ['status'],
    registers: [registry],
  }),
  openSubscriptions: new Gauge({
    name: 'movecall_router_subscriptions_open',
    help: 'Subscriptions that are being served',
    registers: [registry],
  }),
  deliveredEvents: new Counter({
    name: 'movecall_router_events_delivered_total',
    help: 'Events handed to subscribers',
    registers: [registry],
  }),
  subgraphs: {
    requests: new Counter({
      name: 'movecall_router_subgraph_requests_total',
      help: 'Requests to subgraphs: answered, failed, or refused because the circuit is open',
      labelNames: ['subgraph', 'outcome'],
      registers: [registry],
    }),
    circuitOpen: new Gauge({
      name: 'movecall_router_subgraph_circuit_open',
      help: '1 while a subgraph that gave no answers is left alone',
      labelNames: ['subgraph'],
      registers: [registry],
    }),
  },
});

import { Counter, Gauge, type Registry } from 'prom-client';

export interface RouterMetrics {
  /** By status. */
  readonly requests: Tally;
  readonly openSubscriptions: Gauge;
  readonly deliveredEvents: Counter;
  readonly subgraphs: SubgraphMetrics;
}

/** Counting in a plain object costs a request nothing; it is read when somebody asks for the metrics. */
export type Tally = Record<string, number>;

export const count = (tally: Tally, what: string | number): void => {
  tally[what] = (tally[what] ?? 0) + 1;
};

export interface SubgraphMetrics {
  /** By subgraph: how many requests were answered, failed, or refused because the circuit is open. */
  readonly requests: Record<string, Tally>;
  readonly circuitOpen: Gauge<'subgraph'>;
}

export function createMetrics(registry: Registry): RouterMetrics {
  const registers = [registry];
  const requests: Tally = {};
  const subgraphRequests: Record<string, Tally> = {};
  void new Counter({
    name: 'movecall_router_requests_total',
    help: 'GraphQL requests over HTTP, by the status of the answer',
    labelNames: ['status'],
    registers,
    collect() {
      this.reset();
      for (const [status, times] of Object.entries(requests)) this.inc({ status }, times);
    },
  });
  void new Counter({
    name: 'movecall_router_subgraph_requests_total',
    help: 'Requests to subgraphs: answered, failed, or refused because the circuit is open',
    labelNames: ['subgraph', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [subgraph, tally] of Object.entries(subgraphRequests))
        for (const [outcome, times] of Object.entries(tally)) this.inc({ subgraph, outcome }, times);
    },
  });
  return {
    requests,
    openSubscriptions: new Gauge({
      name: 'movecall_router_subscriptions_open',
      help: 'Subscriptions that are being served',
      registers,
    }),
    deliveredEvents: new Counter({
      name: 'movecall_router_events_delivered_total',
      help: 'Events handed to subscribers',
      registers,
    }),
    subgraphs: {
      requests: subgraphRequests,
      circuitOpen: new Gauge({
        name: 'movecall_router_subgraph_circuit_open',
        help: '1 while a subgraph that gave no answers is left alone',
        labelNames: ['subgraph'],
        registers,
      }),
    },
  };
}

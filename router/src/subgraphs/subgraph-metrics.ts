import { Counter, Gauge, type Registry } from 'prom-client';

/** Counts in a plain object: counting costs a request almost nothing, and a scrape reads the object. */
export type Tally = Record<string, number>;

/** Adds one to the count of an outcome. */
export const count = (tally: Tally, outcome: string): void => {
  tally[outcome] = (tally[outcome] ?? 0) + 1;
};

export interface SubgraphMetrics {
  /** By subgraph: how many requests were answered, failed, or refused because the circuit is open. */
  readonly requests: Record<string, Tally>;
  /** By subgraph: `closed`, `half_open` or `open`. */
  readonly circuits: Record<string, () => string>;
}

const CIRCUIT_STATES = ['closed', 'half_open', 'open'];

/** Registers the metrics of requests to subgraphs. The subgraph clients fill the returned records. */
export function createSubgraphMetrics(registry: Registry): SubgraphMetrics {
  const registers = [registry];
  const circuits: SubgraphMetrics['circuits'] = {};
  const requests: SubgraphMetrics['requests'] = {};
  void new Counter({
    name: 'movecall_router_subgraph_requests_total',
    help: 'Requests to subgraphs: answered, failed, or refused because the circuit is open',
    labelNames: ['subgraph', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [subgraph, tally] of Object.entries(requests))
        for (const [outcome, times] of Object.entries(tally)) this.inc({ subgraph, outcome }, times);
    },
  });
  void new Gauge({
    name: 'movecall_router_subgraph_circuit_state',
    help: 'The circuit to a subgraph: 1 for its current state; while it is open, the subgraph receives no requests',
    labelNames: ['subgraph', 'state'],
    registers,
    collect() {
      for (const [subgraph, state] of Object.entries(circuits)) {
        const current = state();
        for (const each of CIRCUIT_STATES) this.set({ subgraph, state: each }, each === current ? 1 : 0);
      }
    },
  });
  return { requests, circuits };
}

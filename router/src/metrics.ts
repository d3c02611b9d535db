import type { Scrape } from '@movecall/telemetry/metrics';
import type { RedisClient } from '@movecall/redis';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface RouterMetrics {
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
  /** By subgraph: `closed`, `half_open` or `open`. */
  readonly circuits: Record<string, () => string>;
}

const CIRCUIT_STATES = ['closed', 'half_open', 'open'];

export function createMetrics(registry: Registry): RouterMetrics {
  const registers = [registry];
  const circuits: SubgraphMetrics['circuits'] = {};
  const subgraphRequests: Record<string, Tally> = {};
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
  void new Gauge({
    name: 'movecall_router_subgraph_circuit_state',
    help: 'The circuit to a subgraph: 1 for the state it is in; while it is open the subgraph is left alone',
    labelNames: ['subgraph', 'state'],
    registers,
    collect() {
      for (const [subgraph, state] of Object.entries(circuits)) {
        const current = state();
        for (const each of CIRCUIT_STATES) this.set({ subgraph, state: each }, each === current ? 1 : 0);
      }
    },
  });
  return { subgraphs: { requests: subgraphRequests, circuits } };
}

/** Whether Redis answers: live events come from it. */
export const exposeRedis = (scrape: Scrape, redis: RedisClient): void =>
  scrape.add({
    dependency: 'redis',
    gauges: {},
    async read() {
      await redis.ping();
      return {};
    },
  });

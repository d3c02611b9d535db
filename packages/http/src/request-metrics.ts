import { Counter, type Histogram, type Registry } from 'prom-client';

export interface RequestMetrics {
  /**
   * Counts a request whose answer was sent, or whose client closed the connection before.
   *
   * @param ms how long the answer took
   */
  count(route: string, status: number, ms: number): void;
}

interface Route {
  readonly statuses: Map<number, number>;
  /** How many requests fell into each bucket of BUCKETS_MS. The last one counts all that took longer. */
  readonly buckets: Float64Array;
  sumMs: number;
}

const BUCKETS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/**
 * Exposes how many requests were answered, and how long the answers took. They are counted in plain numbers, because a
 * router counts tens of thousands a second, and converted to metrics when they are collected.
 */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const routes = new Map<string, Route>();
  new Counter({
    name: 'movecall_http_requests_total',
    help: 'Requests by route and status of the answer; 499: the client closed the connection before the answer',
    labelNames: ['route', 'status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [route, { statuses }] of routes)
        for (const [status, times] of statuses) this.inc({ route, status }, times);
    },
  });
  const name = 'movecall_http_request_seconds';
  const histogram = {
    name,
    help: 'From a request to its answer being sent, by route',
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({
      ...histogram,
      values: [...routes].flatMap(([route, each]) => valuesOf(route, each)),
    }),
  };
  // The registry needs only these properties. prom-client's own histogram accepts only single observations.
  registry.registerMetric(histogram as unknown as Histogram);

  function valuesOf(route: string, { buckets, sumMs }: Route) {
    let count = 0;
    const counted = [...BUCKETS_MS.map((ms) => ms / 1_000), '+Inf'].map((le, at) => {
      count += buckets[at] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le, route }, value: count };
    });
    return [
      ...counted,
      { metricName: `${name}_sum`, labels: { route }, value: sumMs / 1_000 },
      { metricName: `${name}_count`, labels: { route }, value: count },
    ];
  }

  return {
    count(route, status, ms) {
      let each = routes.get(route);
      if (!each) {
        each = { statuses: new Map(), buckets: new Float64Array(BUCKETS_MS.length + 1), sumMs: 0 };
        routes.set(route, each);
      }
      each.statuses.set(status, (each.statuses.get(status) ?? 0) + 1);
      let at = 0;
      while (at < BUCKETS_MS.length && ms > (BUCKETS_MS[at] ?? 0)) at += 1;
      each.buckets[at] = (each.buckets[at] ?? 0) + 1;
      each.sumMs += ms;
    },
  };
}

import { Counter, type Registry } from 'prom-client';

export interface RouterMetrics {
  readonly requests: Counter<'status'>;
}

export const createMetrics = (registry: Registry): RouterMetrics => ({
  requests: new Counter({
    name: 'movecall_router_requests_total',
    help: 'GraphQL requests over HTTP, by the status of the answer',
    labelNames: ['status'],
    registers: [registry],
  }),
});

import { Counter, Gauge, type Registry } from 'prom-client';

export interface RouterMetrics {
  readonly requests: Counter<'status'>;
  readonly openSubscriptions: Gauge;
  readonly deliveredEvents: Counter;
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
});

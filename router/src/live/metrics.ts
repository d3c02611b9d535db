import { Counter, Gauge, type Registry } from 'prom-client';
import type { Channels } from './channels.ts';

export interface LiveMetrics {
  /** Counts a payload that was handed to a client: nothing but an addition, for it is done for each of them. */
  countDelivery(): void;
}

export function createLiveMetrics(registry: Registry, channels: Pick<Channels, 'size'>): LiveMetrics {
  let deliveries = 0;
  const gauge = (name: string, help: string, value: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge(
    'movecall_router_subscriptions_open',
    'Subscriptions that are being served',
    () => channels.size().subscriptions,
  );
  gauge(
    'movecall_router_channels_open',
    'Groups of subscriptions that share their payloads',
    () => channels.size().channels,
  );
  gauge(
    'movecall_router_changes_waiting',
    'Changes that wait for being executed for a group',
    () => channels.size().waiting,
  );
  new Counter({
    name: 'movecall_router_events_delivered_total',
    help: 'Events handed to subscribers',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(deliveries);
    },
  });
  return {
    countDelivery() {
      deliveries += 1;
    },
  };
}

import { CloseCode } from 'graphql-ws';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Channels } from './channels.ts';

export interface LiveMetrics {
  /** Counts a payload that was handed to a client: nothing but an addition, for it is done for each of them. */
  countDelivery(): void;
  /** A payload was executed as a reset. */
  countReset(): void;
  /** Something on the stream will never be read. */
  countGap(): void;
  socketOpened(): void;
  socketClosed(code: number): void;
}

export function createLiveMetrics(registry: Registry, channels: Pick<Channels, 'size'>): LiveMetrics {
  let deliveries = 0;
  let resets = 0;
  let gaps = 0;
  let sockets = 0;
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
  gauge('movecall_router_sockets_open', 'WebSockets that are open', () => sockets);
  const counter = (name: string, help: string, value: () => number): Counter =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  counter('movecall_router_events_delivered_total', 'Events handed to subscribers', () => deliveries);
  counter(
    'movecall_router_resets_total',
    'Payloads that tell clients to read again, since something before them was lost or left out for being too much',
    () => resets,
  );
  counter('movecall_router_stream_gaps_total', 'Holes that were found in the stream', () => gaps);
  const closes = new Counter({
    name: 'movecall_router_socket_closes_total',
    help: 'WebSockets that were closed, by code; 1006: without a word, other: one that a client made up',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    countReset() {
      resets += 1;
    },
    countGap() {
      gaps += 1;
    },
    socketOpened() {
      sockets += 1;
    },
    socketClosed(code) {
      sockets -= 1;
      closes.inc({ code: isKnown(code) ? code : 'other' });
    },
    countDelivery() {
      deliveries += 1;
    },
  };
}

/** As graphql-ws's client closes a socket that has gone silent. */
const TERMINATED = 4499;

/** Those of WebSocket itself, and graphql-ws's. A client is free to close with any of two thousand others. */
const isKnown = (code: number): boolean => code < 2_000 || code in CloseCode || code === TERMINATED;

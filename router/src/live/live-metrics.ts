import { readCounter, readGauge } from '@movecall/telemetry/read-metrics';
import { CloseCode } from 'graphql-ws';
import { Counter, type Registry } from 'prom-client';
import type { ChannelRegistry } from './channel-registry.ts';

export interface LiveMetrics {
  /** Counts a payload that was sent to a client. It only adds one, because it is called for each client and event. */
  countDelivery(): void;
  /** Counts a payload that was executed as a reset. */
  countReset(): void;
  /** Counts a gap in the stream: events that will never be read. */
  countGap(): void;
  socketOpened(): void;
  /** @param code of the close frame */
  socketClosed(code: number): void;
}

/** Registers the metrics of live events. Counters are plain numbers that a scrape reads. */
export function createLiveMetrics(registry: Registry, channels: Pick<ChannelRegistry, 'size'>): LiveMetrics {
  const counts = { deliveries: 0, resets: 0, gaps: 0, sockets: 0 };
  registerGauges(registry, channels, () => counts.sockets);
  registerCounters(registry, counts);
  const closes = new Counter({
    name: 'movecall_router_socket_closes_total',
    help: 'Closed WebSockets by close code; 1006: without a close frame, other: a code that a client made up',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    countReset() {
      counts.resets += 1;
    },
    countGap() {
      counts.gaps += 1;
    },
    socketOpened() {
      counts.sockets += 1;
    },
    socketClosed(code) {
      counts.sockets -= 1;
      closes.inc({ code: isKnown(code) ? code : 'other' });
    },
    countDelivery() {
      counts.deliveries += 1;
    },
  };
}

function registerGauges(
  registry: Registry,
  channels: Pick<ChannelRegistry, 'size'>,
  openSockets: () => number,
): void {
  const gauge = (name: string, help: string, value: () => number): void =>
    readGauge(registry, name, help, value);
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
    'Changes that wait to be executed for a group of subscriptions',
    () => channels.size().waiting,
  );
  gauge('movecall_router_sockets_open', 'Open WebSockets', openSockets);
}

function registerCounters(
  registry: Registry,
  counts: Readonly<Record<'deliveries' | 'resets' | 'gaps', number>>,
): void {
  const counter = (name: string, help: string, value: () => number): void =>
    readCounter(registry, name, help, value);
  counter('movecall_router_events_delivered_total', 'Events sent to subscribers', () => counts.deliveries);
  counter(
    'movecall_router_resets_total',
    'Payloads that make clients read again, because an event before them was lost or dropped',
    () => counts.resets,
  );
  counter('movecall_router_stream_gaps_total', 'Gaps found in the stream', () => counts.gaps);
}

/** The code with which the client of graphql-ws closes a socket that has gone silent. */
const TERMINATED = 4499;

/** The codes of WebSocket itself and of graphql-ws. A client may send any other code: those must not become labels. */
const isKnown = (code: number): boolean => code < 2_000 || code in CloseCode || code === TERMINATED;

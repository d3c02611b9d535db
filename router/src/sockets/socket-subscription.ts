import { assertShallow, CodedError } from '@movecall/graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type Admit, requestedOperation } from '../admission.ts';
import type { Sink, SubscriptionEnd } from '../live/channel-member.ts';
import type { Live } from '../live/live.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { Connection } from './connection.ts';

const MAX_SUBSCRIPTIONS = 100;

export interface SubscriptionDependencies {
  readonly admit: Admit;
  readonly live: Live;
  readonly rateLimits: RateLimits;
}

/** One `subscribe` message of a client. */
export interface SubscribeMessage {
  readonly connection: Connection;
  /** The subscription's id, chosen by the client. */
  readonly id: string;
  /** How many subscriptions the connection has, with this one. */
  readonly openSubscriptions: number;
  readonly payload: SubscribePayload;
}

/**
 * Checks a subscription and starts it. A refusal ends the subscription with a CodedError or a RateLimitedError.
 *
 * @returns stops the subscription, at any time
 */
export function startSocketSubscription(
  { connection, id, openSubscriptions, payload }: SubscribeMessage,
  end: SubscriptionEnd,
  { admit, live, rateLimits }: SubscriptionDependencies,
): () => void {
  const viewer = connection.session?.viewer ?? null;
  let stopped = false;
  let stop = (): void => undefined;

  async function count(): Promise<void> {
    if (openSubscriptions > MAX_SUBSCRIPTIONS) {
      throw new CodedError(
        'RATE_LIMITED',
        `More than ${MAX_SUBSCRIPTIONS} subscriptions on one connection. Complete one first, or open another connection.`,
      );
    }
    await rateLimits.count(connection.address, viewer);
  }

  function subscribe(): void {
    if (stopped) return;
    const { query, operationName, variables, extensions } = payload;
    assertShallow(variables);
    const text = admit(requestedOperation(query, extensions)) ?? query;
    const operation = live.prepare(text, operationName ?? undefined);
    const { traceparent } = connection;
    const subscriber = { viewer, traceparent, sink: createSink(connection, id, live) };
    stop = live.subscribe({ operation, variables: variables ?? {}, subscriber, end });
  }

  count().then(subscribe).catch(end.fail);
  return () => {
    stopped = true;
    stop();
  };
}

/** Writes payloads as `next` messages. Concatenates text: the payload is JSON already and may be shared by many clients. */
function createSink({ writer }: Connection, id: string, { metrics }: Live): Sink {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    next(payload) {
      metrics.countDelivery();
      writer.send(`${head}${payload}}`);
    },
    isFull: writer.isFull,
    drained: writer.drained,
  };
}

import { assertShallow, CodedError } from '@movecall/graphql';
import type { SubscribePayload } from 'graphql-ws';
import { createHash } from 'node:crypto';
import { type Admit, requestedOperation } from '../admission.ts';
import type { Documents, PreparedOperation } from '../documents/documents.ts';
import { audienceOf } from '../documents/root-access.ts';
import { refusedBy } from '../documents/refused-document.ts';
import type { Sink, SubscriptionEnd } from '../live/channel-member.ts';
import type { Live } from '../live/live.ts';
import type { OpenLimit } from './open-limit.ts';
import type { RateLimits } from '../rate-limits.ts';
import type { Connection } from './connection.ts';

export interface SubscriptionDependencies {
  readonly admit: Admit;
  readonly documents: Documents;
  readonly live: Live;
  readonly rateLimits: RateLimits;
  /** How many subscriptions an identity may have, over all its connections. */
  readonly openSubscriptions: OpenLimit;
}

/** One `subscribe` message of a client. */
export interface SubscribeMessage {
  readonly connection: Connection;
  /** The subscription's id, chosen by the client. */
  readonly id: string;
  readonly payload: SubscribePayload;
}

/**
 * Checks a subscription and starts it. A refusal ends the subscription with a CodedError or a RateLimitedError.
 *
 * @returns stops the subscription, at any time
 */
export function startSocketSubscription(
  { connection, id, payload }: SubscribeMessage,
  end: SubscriptionEnd,
  { admit, documents, live, rateLimits, openSubscriptions }: SubscriptionDependencies,
): () => void {
  const viewer = connection.session?.viewer ?? null;
  // A connection without a viewer has no subscriptions: graphql-ws closes it.
  const release = openSubscriptions.open(viewer?.id ?? '');
  let stopped = false;
  let stop = (): void => undefined;

  async function count(): Promise<void> {
    if (!release)
      throw new CodedError(
        'RATE_LIMITED',
        `More than ${openSubscriptions.max} subscriptions of one identity. Complete one first.`,
      );
    await rateLimits.count(connection.address, viewer);
  }

  async function subscribe(): Promise<void> {
    if (stopped) return;
    const { variables, extensions } = payload;
    assertShallow(variables);
    const text = admit(requestedOperation(payload.query, extensions)) ?? payload.query;
    const operation = await prepare(documents, text, payload.operationName, connection);
    if (stopped) return;
    const { traceparent } = connection;
    const subscriber = { viewer, traceparent, sink: createSink(connection, id, live) };
    stop = live.subscribe({ operation, variables: variables ?? {}, subscriber, end: released });
  }

  const released: SubscriptionEnd = {
    complete() {
      release?.();
      end.complete();
    },
    fail(error) {
      release?.();
      end.fail(error);
    },
  };
  count().then(subscribe).catch(released.fail);
  return () => {
    stopped = true;
    release?.();
    stop();
  };
}

/** @throws GraphQLError */
async function prepare(
  documents: Documents,
  text: string,
  operationName: string | null | undefined,
  { address, session }: Connection,
): Promise<PreparedOperation> {
  try {
    return await documents.prepare({
      text,
      hash: createHash('sha256').update(text).digest('hex'),
      operationName: operationName ?? undefined,
      transport: 'websocket',
      audience: audienceOf(session?.viewer ?? null),
      client: { address, identity: session?.viewer.id ?? null },
    });
  } catch (error) {
    throw refusedBy(error).first;
  }
}

/** Writes payloads as `next` messages. Concatenates text: the payload is JSON already and may be shared by many clients. */
function createSink({ writer }: Connection, id: string, { metrics }: Live): Sink {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    next(payload) {
      metrics.countDelivery();
      writer.send(`${head}${payload}}`);
    },
    isFull: () => writer.isFull(),
    drained: () => writer.drained(),
  };
}

import { Client, type Dispatcher, Pool } from 'undici';
import { Exchange, type ExchangeOptions, NoAnswerError, NotTakenError } from './exchange.ts';
import { type Lane, openLanes } from './lanes.ts';

/** One GraphQL request, as the JSON of its body. */
export interface SubgraphRequest {
  readonly body: string;
  /** It may be carried out twice: it is no mutation. */
  readonly repeatable: boolean;
}

/** Names and values by turns. */
type Headers = readonly string[];

export interface ConnectionOptions<T> {
  readonly url: URL;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  readonly read: ExchangeOptions<T>['read'];
}

export interface Connections<T> {
  /** Rejects when there is no whole answer in time. */
  send(request: SubgraphRequest, headers: Headers): Promise<T>;
  close(): Promise<void>;
}

/** Connections with one request at a time. */
const SINGLE_CONNECTIONS = 64;
/** Queries that may be sent a second time at once, because they wait behind a slow answer. */
const MAX_RESCUES = 16;

/**
 * The connections to one subgraph.
 *
 * Queries are pipelined on a few lanes. One that waits behind a slow answer for long is sent on a connection of its own as
 * well, and one whose connection broke is sent once more, on a new one: queries may be carried out twice. Mutations have
 * connections of their own and are never pipelined; they are sent again only if the server says that it did not take them:
 * one that got no answer may have been carried out.
 */
export function createConnections<T>({ url, timeoutMs, read }: ConnectionOptions<T>): Connections<T> {
  const path = url.pathname + url.search;
  const lanes = openLanes(url.origin, timeoutMs);
  // Deadlines are ours: they hold for the wait, the connection and the answer together.
  const patience = { connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 };
  const single = new Pool(url.origin, { ...patience, connections: SINGLE_CONNECTIONS });
  let rescues = 0;

  function exchange(
    connection: Dispatcher,
    lane: Lane | null,
    { body, repeatable }: SubgraphRequest,
    headers: Headers,
    withinMs: number,
  ): Promise<T> {
    const options: Dispatcher.DispatchOptions = {
      path,
      method: 'POST',
      headers: headers as string[],
      body,
      idempotent: repeatable,
      blocking: !repeatable,
      headersTimeout: 0,
      bodyTimeout: 0,
    };

    function rescue(handler: Dispatcher.DispatchHandler, ended: Promise<unknown>): boolean {
      if (rescues >= MAX_RESCUES) return false;
      rescues += 1;
      void ended.then(() => (rescues -= 1));
      single.dispatch(options, handler);
      return true;
    }

    return new Promise((resolve, reject) => {
      const handler = new Exchange({ lane, withinMs, read, resolve, reject, rescue });
      connection.dispatch(options, handler);
    });
  }

  return {
    send(request, headers) {
      const { repeatable } = request;
      const began = performance.now();
      const lane = repeatable ? lanes.choose() : null;
      const asked = exchange(lane?.client ?? single, lane, request, headers, timeoutMs);
      return asked.catch(async (error: unknown) => {
        const mayBeSentAgain =
          error instanceof NotTakenError || (repeatable && !(error instanceof NoAnswerError));
        const left = timeoutMs - (performance.now() - began);
        if (!mayBeSentAgain || left <= 0) throw error;
        // Who goes away closes all connections that were kept: a lane, or one of the pool, may be another of those.
        const fresh = new Client(url.origin, patience);
        return await exchange(fresh, null, request, headers, left).finally(() => void fresh.destroy());
      });
    },
    async close() {
      await Promise.all([lanes.close(), single.close()]);
    },
  };
}

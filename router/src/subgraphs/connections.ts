import { Client, type Dispatcher, Pool } from 'undici';
import { HedgedRequest, type HedgedRequestOptions, NoAnswerError, NotTakenError } from './hedged-request.ts';
import { openPipelinedConnections, type PipelinedConnection } from './pipelined-connections.ts';

/** One GraphQL request. */
export interface SubgraphRequest {
  /** The request's body, as JSON. */
  readonly body: string;
  /** True for a query: it may be executed twice. False for a mutation. */
  readonly repeatable: boolean;
}

/** Names and values in turn. */
type Headers = readonly string[];

export interface ConnectionOptions<T> {
  readonly url: URL;
  /** How long a request may take, with its retry, ms. */
  readonly timeoutMs: number;
  readonly read: HedgedRequestOptions<T>['read'];
}

export interface Connections<T> {
  /**
   * Sends one request. Rejects with NoAnswerError when no usable response arrives within the timeout, with NotTakenError when
   * the server refused the request twice (HTTP 408), and with undici's error when the connection fails.
   */
  send(request: SubgraphRequest, headers: Headers): Promise<T>;
  /** Resolves when all responses have arrived and all connections are closed. */
  close(): Promise<void>;
}

/** Connections that carry one request at a time. */
const SINGLE_CONNECTIONS = 128;
/** How many queries may be sent a second time at once, because they wait behind a slow response. */
const MAX_HEDGES = 16;

/**
 * The connections to one subgraph.
 *
 * Queries may be executed twice, so they are pipelined: a query that waits behind a slow response is hedged, and a query whose
 * connection fails is sent again on a new connection. Mutations are never pipelined, and a mutation is sent again only if the
 * server reports that it has not processed the request: a mutation without a response may have been executed.
 */
export function createConnections<T>({ url, timeoutMs, read }: ConnectionOptions<T>): Connections<T> {
  const path = url.pathname + url.search;
  const pipelines = openPipelinedConnections(url.origin, timeoutMs);
  // HedgedRequest has its own deadline, which covers queueing, connecting and the response together.
  const timeouts = { connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 };
  const single = new Pool(url.origin, { ...timeouts, connections: SINGLE_CONNECTIONS });
  let hedges = 0;

  function sendOn(
    connection: Dispatcher,
    pipeline: PipelinedConnection | null,
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

    function hedge(handler: Dispatcher.DispatchHandler, ended: Promise<unknown>): boolean {
      if (hedges >= MAX_HEDGES) return false;
      hedges += 1;
      void ended.then(() => (hedges -= 1));
      single.dispatch(options, handler);
      return true;
    }

    return new Promise((resolve, reject) => {
      const handler = new HedgedRequest({ pipeline, withinMs, read, resolve, reject, hedge });
      connection.dispatch(options, handler);
    });
  }

  return {
    send(request, headers) {
      const began = performance.now();
      const pipeline = request.repeatable ? pipelines.choose() : null;
      const sent = sendOn(pipeline?.client ?? single, pipeline, request, headers, timeoutMs);
      return sent.catch(async (error: unknown) => {
        const left = timeoutMs - (performance.now() - began);
        if (!mayBeSentAgain(error, request) || left <= 0) throw error;
        // A server that stops closes all its idle connections: another kept connection may be closed as well.
        const fresh = new Client(url.origin, timeouts);
        return await sendOn(fresh, null, request, headers, left).finally(() => void fresh.destroy());
      });
    },
    async close() {
      await Promise.all([pipelines.close(), single.close()]);
    },
  };
}

/** A query whose connection failed, or any request that the server has not processed. */
const mayBeSentAgain = (error: unknown, { repeatable }: SubgraphRequest): boolean =>
  error instanceof NotTakenError || (repeatable && !(error instanceof NoAnswerError));

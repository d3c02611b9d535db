import { Client, type Dispatcher, Pool } from 'undici';

/** One GraphQL request, as the JSON of its body. */
export interface SubgraphRequest {
  readonly body: string;
  /** It may be carried out twice: it is no mutation. */
  readonly repeatable: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Why a subgraph counts as down. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Names and values by turns. */
type Headers = string[];

export interface Connections {
  /** Rejects when there is no whole answer in time. */
  send(request: SubgraphRequest, headers: Headers): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** For queries: few connections, several requests on each before the first answer is there. */
const LANES = 8;
const PIPELINED = 8;
/** For mutations, one at a time on each. */
const MUTATION_CONNECTIONS = 64;

/**
 * The connections to one subgraph.
 *
 * Queries are pipelined, which saves most of what HTTP costs: many requests leave and arrive in one packet. The lane with
 * the least under way takes the next one, so that few wait behind a slow answer. What is pipelined may be sent again when
 * its connection breaks, and a query whose connection broke is sent once more. Mutations have connections of their own,
 * are never pipelined and never sent twice: one that got no answer may have been carried out.
 */
export function createConnections({ url, timeoutMs }: { url: URL; timeoutMs: number }): Connections {
  // Deadlines are ours: they hold for the wait, the connection and the answer together.
  const patience = { connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 };
  const lanes = Array.from({ length: LANES }, () => ({
    client: new Client(url.origin, { ...patience, pipelining: PIPELINED }),
    underWay: 0,
  }));
  const mutations = new Pool(url.origin, { ...patience, connections: MUTATION_CONNECTIONS });
  const path = url.pathname + url.search;

  function exchange(
    dispatcher: Dispatcher,
    { body, repeatable }: SubgraphRequest,
    headers: Headers,
    withinMs: number,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      let status = 0;
      let chunks: Buffer[] = [];
      let controller: Dispatcher.DispatchController | undefined;
      let late: NoAnswerError | undefined;
      const deadline = setTimeout(() => {
        late = new NoAnswerError(`no answer within ${timeoutMs} ms`);
        controller?.abort(late);
        reject(late);
      }, withinMs);
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(started) {
          controller = started;
          // It waited for its turn until it was too late.
          if (late) started.abort(late);
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
          chunks = [];
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd() {
          clearTimeout(deadline);
          const [first = Buffer.alloc(0)] = chunks;
          resolve({ status, text: (chunks.length > 1 ? Buffer.concat(chunks) : first).toString() });
        },
        onResponseError(_controller, error) {
          clearTimeout(deadline);
          reject(error);
        },
      };
      const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
      dispatcher.dispatch(
        { path, method: 'POST', headers, body, idempotent: repeatable, blocking: !repeatable, ...timeouts },
        handler,
      );
    });
  }

  async function ask(request: SubgraphRequest, headers: Headers, withinMs: number): Promise<HttpAnswer> {
    const lane = lanes.reduce((least, each) => (each.underWay < least.underWay ? each : least));
    lane.underWay += 1;
    try {
      return await exchange(lane.client, request, headers, withinMs);
    } finally {
      lane.underWay -= 1;
    }
  }

  return {
    async send(request, headers) {
      if (!request.repeatable) return exchange(mutations, request, headers, timeoutMs);
      const began = performance.now();
      try {
        return await ask(request, headers, timeoutMs);
      } catch (error) {
        const left = timeoutMs - (performance.now() - began);
        if (error instanceof NoAnswerError || left <= 0) throw error;
        return ask(request, headers, left);
      }
    },
    async close() {
      await Promise.all([mutations.close(), ...lanes.map(({ client }) => client.close())]);
    },
  };
}

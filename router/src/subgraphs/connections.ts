import type { Socket } from 'node:net';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';

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
type Headers = readonly string[];

export interface Connections {
  /** Rejects when there is no whole answer in time. */
  send(request: SubgraphRequest, headers: Headers): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** For queries: few connections, several requests on each before the first answer is there. */
const LANES = 8;
const PIPELINED = 8;
/** The most of them that leave in one packet: they wait for each other's answers. */
const TOGETHER = 4;
/** For mutations, one at a time on each. */
const MUTATION_CONNECTIONS = 64;

/** A connection for queries. */
interface Lane {
  readonly client: Client;
  socket: Socket | null;
  underWay: number;
}

/**
 * The connections to one subgraph.
 *
 * Queries are pipelined, which saves most of what HTTP costs: several requests leave and arrive in one packet. What is asked
 * in one turn of the event loop goes a few at a time onto the lane that has the least under way, so that few wait behind a
 * slow answer. What is pipelined may be sent again when its connection breaks, and a query whose connection broke is sent
 * once more. Mutations have connections of their own, are never pipelined and never sent twice: one that got no answer may
 * have been carried out.
 */
export function createConnections({ url, timeoutMs }: { url: URL; timeoutMs: number }): Connections {
  // Deadlines are ours: they hold for the wait, the connection and the answer together.
  const patience = { connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 };
  const lanes = Array.from({ length: LANES }, () => openLane(url.origin, patience));
  const nextLane = createLaneChoice(lanes);
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
        {
          path,
          method: 'POST',
          headers: headers as string[],
          body,
          idempotent: repeatable,
          blocking: !repeatable,
          ...timeouts,
        },
        handler,
      );
    });
  }

  async function ask(request: SubgraphRequest, headers: Headers, withinMs: number): Promise<HttpAnswer> {
    const lane = nextLane();
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

function openLane(origin: string, patience: { readonly connectTimeout: number }): Lane {
  const connect = buildConnector({ timeout: patience.connectTimeout });
  const client = new Client(origin, {
    ...patience,
    pipelining: PIPELINED,
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        [, lane.socket] = outcome;
        callback(...outcome);
      }),
  });
  const lane: Lane = { client, socket: null, underWay: 0 };
  return lane;
}

/** Chooses the lane for the next request, and holds what is written to it until this turn of the event loop is over. */
function createLaneChoice(lanes: readonly Lane[]): () => Lane {
  let lane: Lane | null = null;
  let taken = 0;
  const held: Socket[] = [];

  function release(): void {
    lane = null;
    for (const socket of held.splice(0)) socket.uncork();
  }

  return () => {
    if (lane && taken < TOGETHER) {
      taken += 1;
      return lane;
    }
    if (!lane) setImmediate(release);
    lane = lanes.reduce((least, each) => (each.underWay < least.underWay ? each : least));
    taken = 1;
    if (lane.socket) {
      lane.socket.cork();
      held.push(lane.socket);
    }
    return lane;
  };
}

import type { Socket } from 'node:net';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';

/** One GraphQL request, as the JSON of its body. */
export interface SubgraphRequest {
  readonly body: string;
  /** It may be carried out twice: it is no mutation. */
  readonly repeatable: boolean;
}

/** Why a subgraph counts as down. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Names and values by turns. */
type Headers = readonly string[];

export interface ConnectionOptions<T> {
  readonly url: URL;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** Makes an answer of the status and the body of a response. @throws NoAnswerError when it is none */
  readonly read: (status: number, body: string) => T;
}

export interface Connections<T> {
  /** Rejects when there is no whole answer in time. */
  send(request: SubgraphRequest, headers: Headers): Promise<T>;
  close(): Promise<void>;
}

/** For queries: few connections, several requests on each before the first answer is there. */
const LANES = 8;
const PIPELINED = 8;
/** The most of them that leave in one packet: they wait for each other's answers. */
const TOGETHER = 8;
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
export function createConnections<T>({ url, timeoutMs, read }: ConnectionOptions<T>): Connections<T> {
  // Deadlines are ours: they hold for the wait, the connection and the answer together.
  const patience = { connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 };
  const lanes = Array.from({ length: LANES }, () => openLane(url.origin, patience));
  const nextLane = createLaneChoice(lanes);
  const mutations = new Pool(url.origin, { ...patience, connections: MUTATION_CONNECTIONS });
  const path = url.pathname + url.search;

  /** @param lane null for the connections that nothing is pipelined on */
  function exchange(
    lane: Lane | null,
    { body, repeatable }: SubgraphRequest,
    headers: Headers,
    withinMs: number,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const handler = new Exchange({ lane, withinMs, read, resolve, reject });
      (lane?.client ?? mutations).dispatch(
        {
          path,
          method: 'POST',
          headers: headers as string[],
          body,
          idempotent: repeatable,
          blocking: !repeatable,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        handler,
      );
    });
  }

  return {
    send(request, headers) {
      if (!request.repeatable) return exchange(null, request, headers, timeoutMs);
      const began = performance.now();
      return exchange(nextLane(), request, headers, timeoutMs).catch((error: unknown) => {
        const left = timeoutMs - (performance.now() - began);
        if (error instanceof NoAnswerError || left <= 0) throw error;
        return exchange(nextLane(), request, headers, left);
      });
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

interface ExchangeOptions<T> {
  readonly lane: Lane | null;
  readonly withinMs: number;
  readonly read: ConnectionOptions<T>['read'];
  readonly resolve: (answer: T) => void;
  readonly reject: (error: Error) => void;
}

/** One request and its response, until its deadline. */
class Exchange<T> implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions<T>;
  readonly #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: NoAnswerError | undefined;
  #status = 0;
  #chunks: Buffer[] = [];

  constructor(options: ExchangeOptions<T>) {
    this.#options = options;
    if (options.lane) options.lane.underWay += 1;
    this.#deadline = setTimeout(() => this.#giveUp(), options.withinMs);
  }

  #giveUp(): void {
    this.#late = new NoAnswerError(`no answer within ${Math.ceil(this.#options.withinMs)} ms`);
    this.#controller?.abort(this.#late);
    this.#options.reject(this.#late);
  }

  #end(): void {
    clearTimeout(this.#deadline);
    if (this.#options.lane) this.#options.lane.underWay -= 1;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for its turn until it was too late.
    if (this.#late) controller.abort(this.#late);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
    this.#chunks = [];
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const { read, resolve, reject } = this.#options;
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    try {
      resolve(read(this.#status, body.toString()));
    } catch (error) {
      reject(error as Error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#options.reject(error);
  }
}

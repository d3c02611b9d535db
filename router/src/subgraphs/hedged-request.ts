import type { IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { PipelinedConnection } from './pipelined-connections.ts';

/** A subgraph gave no usable response. The circuit breaker counts these errors. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * The server closed an idle connection (HTTP 408) while a request was on its way. The server has not processed the request,
 * so the request may be sent again on another connection, even a mutation (RFC 9110, 15.5.9).
 */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
}

export interface HedgedRequestOptions<T> {
  /** The deadline of the whole request, ms from now. */
  readonly withinMs: number;
  /** Reads the status, the body and the headers of a response. @throws NoAnswerError when the response is not usable */
  readonly read: (status: number, body: string, headers: IncomingHttpHeaders) => T;
  readonly resolve: (answer: T) => void;
  readonly reject: (error: Error) => void;
  /** Null for a connection that carries one request at a time: such a request is never hedged. */
  readonly pipeline: PipelinedConnection | null;
  /** Sends the request a second time on another connection. @returns false when too many requests are hedged already */
  readonly hedge: (handler: Dispatcher.DispatchHandler, ended: Promise<unknown>) => boolean;
}

/** How long a query waits behind a slow response before it is sent a second time, ms. */
export const HEDGE_AFTER_MS = 100;

type Controller = Dispatcher.DispatchController;

/**
 * One request and its response, until the deadline. On a pipelined connection a slow response blocks the responses behind it
 * (head-of-line blocking). A request that is blocked for HEDGE_AFTER_MS is sent a second time on another connection, and the
 * first response is used.
 */
export class HedgedRequest<T> implements Dispatcher.DispatchHandler {
  readonly #options: HedgedRequestOptions<T>;
  readonly #began = performance.now();
  /** The number of the request in its pipeline. */
  readonly #number: number;
  #timer: NodeJS.Timeout;
  #controller: Controller | undefined;
  #hedgeController: Controller | undefined;
  /** The hedge has been sent and may still be answered. */
  #hedged = false;
  #failure: Error | undefined;
  /** The caller has its answer or its error. */
  #settled = false;
  /** The original connection has delivered its response or has failed. */
  #ended = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];

  constructor(options: HedgedRequestOptions<T>) {
    this.#options = options;
    this.#number = options.pipeline?.enqueue() ?? 0;
    const mayBlock = options.pipeline !== null && options.withinMs > HEDGE_AFTER_MS;
    this.#timer = mayBlock
      ? setTimeout(() => this.#hedge(), HEDGE_AFTER_MS)
      : setTimeout(() => this.#giveUp(), options.withinMs);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // The deadline passed while the request was queued, or undici retries after the hedge was answered.
    if (this.#settled) controller.abort(unwanted());
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
    this.#chunks = [];
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    this.#answer(this.#status, this.#headers, this.#chunks);
    this.#hedgeController?.abort(unwanted());
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#end();
    // The hedge may still be answered.
    if (this.#hedged) this.#failure = error;
    else this.#fail(error);
  }

  #hedge(): void {
    const { pipeline, withinMs, hedge } = this.#options;
    this.#timer = setTimeout(() => this.#giveUp(), withinMs - (performance.now() - this.#began));
    // The head of the pipeline is slow itself: a second request would be slow as well.
    if (pipeline?.isHead(this.#number)) {
      pipeline.markStalled();
      return;
    }
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#hedged = hedge(this.#hedgeHandler(end), ended);
  }

  /** @param end is called when the hedge has been answered or has failed */
  #hedgeHandler(end: () => void): Dispatcher.DispatchHandler {
    let [status, headers]: [number, IncomingHttpHeaders] = [0, {}];
    const chunks: Buffer[] = [];
    return {
      onRequestStart: (controller) => {
        this.#hedgeController = controller;
        if (this.#settled) controller.abort(unwanted());
      },
      onResponseStart(_controller, statusCode, received) {
        [status, headers] = [statusCode, received];
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        end();
        this.#answer(status, headers, chunks);
      },
      onResponseError: () => {
        end();
        this.#hedged = false;
        if (this.#failure) this.#fail(this.#failure);
      },
    };
  }

  #giveUp(): void {
    const sent = this.#controller ? '' : ', and it was not sent';
    const late = new NoAnswerError(`no answer within ${Math.ceil(this.#options.withinMs)} ms${sent}`);
    this.#fail(late);
    this.#controller?.abort(late);
    this.#hedgeController?.abort(late);
  }

  #answer(status: number, headers: IncomingHttpHeaders, chunks: readonly Buffer[]): void {
    if (this.#settled) return;
    if (status === 408) {
      this.#fail(new NotTakenError('HTTP 408'));
      return;
    }
    const [first] = chunks;
    const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
    try {
      const encoding = headers['content-encoding'];
      const text = (encoding === undefined ? body : decoded(body, encoding)).toString();
      const answer = this.#options.read(status, text, headers);
      this.#settle();
      this.#options.resolve(answer);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    if (this.#settled) return;
    this.#settle();
    this.#options.reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#stopTimerWhenDone();
  }

  #end(): void {
    this.#options.pipeline?.dequeue();
    this.#ended = true;
    this.#stopTimerWhenDone();
  }

  /** The deadline stays after the hedge was answered: a request that hangs in the pipeline blocks everything behind it. */
  #stopTimerWhenDone(): void {
    if (this.#settled && this.#ended) clearTimeout(this.#timer);
  }
}

/** Some servers compress although the router does not ask for it. @throws NoAnswerError for a coding that is not known */
function decoded(body: Buffer, encoding: string): Buffer {
  const decode = decoders.get(encoding.toLowerCase());
  if (!decode) throw new NoAnswerError(`a response with the content coding ${encoding}`);
  try {
    return decode(body);
  } catch (error) {
    throw new NoAnswerError(`a response that is not ${encoding}`, { cause: error });
  }
}

const decoders: ReadonlyMap<string, (body: Buffer) => Buffer> = new Map([
  ['identity', (body: Buffer) => body],
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

const unwanted = (): NoAnswerError => new NoAnswerError('the caller no longer waits for this answer');

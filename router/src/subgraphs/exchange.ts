import type { Dispatcher } from 'undici';
import type { Lane } from './lanes.ts';

/** Why a subgraph counts as down. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * The server gave the connection up, waiting for a request (408), while this one was on its way: it may be sent again on another
 * (RFC 9110, 15.5.9), a mutation too.
 */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
}

export interface ExchangeOptions<T> {
  readonly withinMs: number;
  /** Makes an answer of the status and the body of a response. @throws NoAnswerError when it is none */
  readonly read: (status: number, body: string) => T;
  readonly resolve: (answer: T) => void;
  readonly reject: (error: Error) => void;
  /** Null for a connection of its own. */
  readonly lane: Lane | null;
  /** Sends it on a connection of its own as well; false when too many are under way so. */
  readonly rescue: (handler: Dispatcher.DispatchHandler, ended: Promise<unknown>) => boolean;
}

/** Longer than this an answer of its own is not waited for behind another's, ms. */
export const STALL_MS = 100;

type Controller = Dispatcher.DispatchController;

/**
 * One request and its response, until its deadline. Answers on a lane come in the order of the requests: one that waits
 * behind a slow one for long is sent again elsewhere, and the first answer counts.
 */
export class Exchange<T> implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions<T>;
  readonly #began = performance.now();
  readonly #turn: number;
  #timer: NodeJS.Timeout;
  #controller: Controller | undefined;
  #rescuer: Controller | undefined;
  #rescued = false;
  #failure: Error | undefined;
  /** Its promise is. */
  #settled = false;
  /** Nothing more comes on its own connection. */
  #ended = false;
  #status = 0;
  #chunks: Buffer[] = [];

  constructor(options: ExchangeOptions<T>) {
    this.#options = options;
    this.#turn = options.lane?.enter() ?? 0;
    const stalls = options.lane !== null && options.withinMs > STALL_MS;
    this.#timer = stalls
      ? setTimeout(() => this.#stall(), STALL_MS)
      : setTimeout(() => this.#giveUp(), options.withinMs);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // It waited for its turn until it was too late, or its connection broke after it was answered elsewhere.
    if (this.#settled) controller.abort(unwanted());
  }

  onResponseStart(_controller: Controller, status: number): void {
    this.#status = status;
    this.#chunks = [];
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    this.#answer(this.#status, this.#chunks);
    this.#rescuer?.abort(unwanted());
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#end();
    // If it was sent elsewhere, that may still be answered.
    if (this.#rescued) this.#failure = error;
    else this.#fail(error);
  }

  #stall(): void {
    const { lane, withinMs, rescue } = this.#options;
    this.#timer = setTimeout(() => this.#giveUp(), withinMs - (performance.now() - this.#began));
    if (lane?.isHead(this.#turn)) {
      lane.stall();
      return;
    }
    let status = 0;
    const chunks: Buffer[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        this.#rescuer = controller;
        if (this.#settled) controller.abort(unwanted());
      },
      onResponseStart: (_controller, statusCode) => void (status = statusCode),
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        end();
        this.#answer(status, chunks);
      },
      onResponseError: () => {
        end();
        this.#rescued = false;
        if (this.#failure) this.#fail(this.#failure);
      },
    };
    this.#rescued = rescue(handler, ended);
  }

  #giveUp(): void {
    const sent = this.#controller ? '' : ', and it was not sent';
    const late = new NoAnswerError(`no answer within ${Math.ceil(this.#options.withinMs)} ms${sent}`);
    this.#fail(late);
    this.#controller?.abort(late);
    this.#rescuer?.abort(late);
  }

  #answer(status: number, chunks: readonly Buffer[]): void {
    if (this.#settled) return;
    if (status === 408) {
      this.#fail(new NotTakenError('HTTP 408'));
      return;
    }
    const [first] = chunks;
    const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
    try {
      const answer = this.#options.read(status, body.toString());
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
    this.#rest();
  }

  #end(): void {
    this.#options.lane?.leave();
    this.#ended = true;
    this.#rest();
  }

  /** The deadline outlives an answer from elsewhere: what hangs on the lane would hold up everything behind it. */
  #rest(): void {
    if (this.#settled && this.#ended) clearTimeout(this.#timer);
  }
}

const unwanted = (): NoAnswerError => new NoAnswerError('nobody waits for it any more');

import type { SubscriptionEnd } from '../live/channel-member.ts';

/**
 * An iterator for graphql-ws that yields no payloads, because payloads are written to the socket directly. It ends when the
 * subscription completes and throws when the subscription fails, so that graphql-ws sends `complete` and `error` after all
 * payloads.
 *
 * @param begin starts the subscription and returns a function that stops it. It is called when iteration begins and not
 *   before: until then the client may have cancelled the subscription. The returned function is called when the client
 *   cancels.
 */
export const completionIterator = (
  begin: (end: SubscriptionEnd) => () => void,
): AsyncGenerator<never, void, undefined> => new CompletionIterator(begin);

type Result = IteratorResult<never, void>;

/** A class, because each subscription has one for as long as it is open: its instances share their functions. */
class CompletionIterator implements AsyncGenerator<never, void, undefined> {
  readonly #begin: (end: SubscriptionEnd) => () => void;
  #stop: (() => void) | null = null;
  #resolve: ((result: Result) => void) | null = null;

  constructor(begin: (end: SubscriptionEnd) => () => void) {
    this.#begin = begin;
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#stop = this.#begin({ complete: () => this.#finish(), fail: reject });
    });
  }

  return(): Promise<Result> {
    this.#stop?.();
    this.#finish();
    return Promise.resolve(DONE);
  }

  throw(): Promise<Result> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(): void {
    this.#resolve?.(DONE);
  }
}

const DONE = { done: true, value: undefined } as const;

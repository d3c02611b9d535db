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
export function completionIterator(
  begin: (end: SubscriptionEnd) => () => void,
): AsyncGenerator<never, void, undefined> {
  const done = { done: true, value: undefined } as const;
  let stop: (() => void) | null = null;
  let finish = (): void => undefined;

  const cancel = (): Promise<IteratorResult<never, void>> => {
    stop?.();
    finish();
    return Promise.resolve(done);
  };
  return {
    next: () =>
      new Promise((resolve, reject) => {
        finish = () => resolve(done);
        stop = begin({ complete: finish, fail: reject });
      }),
    return: cancel,
    throw: cancel,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

import type { Ending } from '../live/member.ts';

/**
 * What graphql-ws iterates over instead of payloads, which go to the socket by themselves: it yields nothing, only ends or
 * throws. So graphql-ws still says `complete` and `error`, after every payload that was sent before.
 *
 * @param begin is called once iteration begins, for before that the client may have taken its subscription back. What it
 *   returns is called when the client leaves.
 */
export function endingOnly(begin: (ending: Ending) => () => void): AsyncGenerator<never, void, undefined> {
  const done = { done: true, value: undefined } as const;
  let leave: (() => void) | null = null;
  let finish = (): void => undefined;

  const end = (): Promise<IteratorResult<never, void>> => {
    leave?.();
    finish();
    return Promise.resolve(done);
  };
  return {
    next: () =>
      new Promise((resolve, reject) => {
        finish = () => resolve(done);
        leave = begin({ complete: finish, fail: reject });
      }),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

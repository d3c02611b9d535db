/** What a subscriber takes from its mailbox. */
export interface Letter<T> {
  readonly content: T;
  /** Letters before this one were thrown away. */
  readonly afterLoss: boolean;
}

export interface Mailbox<T> {
  put(content: T): void;
  /** The next letter, waiting for one; null once closed. One taker at a time. */
  take(): Promise<Letter<T> | null>;
  close(): void;
}

/**
 * A bounded queue between the one reader of the stream and a subscriber, who may be slow. When it is full, all but the
 * newest letter go: a subscriber who has fallen behind is better served with the state now than with the whole past.
 */
export function createMailbox<T>(capacity: number): Mailbox<T> {
  let letters: Letter<T>[] = [];
  let closed = false;
  let wake: () => void = () => undefined;
  return {
    put(content) {
      if (letters.length >= capacity) letters = [{ content, afterLoss: true }];
      else letters.push({ content, afterLoss: false });
      wake();
    },
    async take() {
      while (letters.length === 0 && !closed) await new Promise<void>((resolve) => (wake = resolve));
      return closed ? null : (letters.shift() ?? null);
    },
    close() {
      closed = true;
      wake();
    },
  };
}

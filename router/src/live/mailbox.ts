/** One message that is taken from a mailbox. */
export interface Letter<T> {
  readonly content: T;
  /** The newest message that the mailbox dropped before this one; null when it dropped none. */
  readonly lost: T | null;
}

export interface Mailbox<T> {
  put(content: T): void;
  /** Removes the oldest message; null when the mailbox is empty. */
  take(): Letter<T> | null;
  size(): number;
}

/**
 * A bounded queue in front of a slow receiver. A full mailbox keeps only the newest message of each subject. When there are
 * too many subjects as well, it keeps only the newest message of all: a receiver that lags behind needs the current state
 * rather than the whole past.
 *
 * @param capacity the most messages that the mailbox holds
 * @param subjectOf the subject of a message: a newer message replaces an older one of the same subject
 */
export const createMailbox = <T>(capacity: number, subjectOf: (content: T) => string): Mailbox<T> =>
  new BoundedMailbox(capacity, subjectOf);

/** A class, because thousands of idle subscriptions have a mailbox each: its instances share their functions. */
class BoundedMailbox<T> implements Mailbox<T> {
  readonly #capacity: number;
  readonly #subjectOf: (content: T) => string;
  #letters: T[] = [];
  /** By subject, oldest first. Used instead of `#letters` from when the mailbox was full until it is empty. */
  #newest: Map<string, T> | null = null;
  #lost: T | null = null;

  constructor(capacity: number, subjectOf: (content: T) => string) {
    this.#capacity = capacity;
    this.#subjectOf = subjectOf;
  }

  put(content: T): void {
    if (!this.#newest && this.#letters.length < this.#capacity) {
      this.#letters.push(content);
      return;
    }
    const newest = (this.#newest ??= new Map<string, T>());
    for (const letter of this.#letters) this.#putInto(newest, letter);
    this.#letters = [];
    this.#putInto(newest, content);
  }

  take(): Letter<T> | null {
    const content = this.#newest ? takeFirst(this.#newest) : this.#letters.shift();
    if (this.#newest?.size === 0) this.#newest = null;
    if (content === undefined) return null;
    const letter = { content, lost: this.#lost };
    this.#lost = null;
    return letter;
  }

  size(): number {
    return this.#newest?.size ?? this.#letters.length;
  }

  #putInto(kept: Map<string, T>, content: T): void {
    const subject = this.#subjectOf(content);
    // Deleted and inserted again, the subject is the last one of the map.
    if (kept.delete(subject) || kept.size >= this.#capacity) this.#lost = content;
    if (kept.size >= this.#capacity) kept.clear();
    kept.set(subject, content);
  }
}

function takeFirst<T>(letters: Map<string, T>): T | undefined {
  for (const [subject, letter] of letters) {
    letters.delete(subject);
    return letter;
  }
  return undefined;
}

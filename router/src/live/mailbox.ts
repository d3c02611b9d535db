/** What is taken from a mailbox. */
export interface Letter<T> {
  readonly content: T;
  /** Before this letter some were thrown away, none of them newer than this one; null: none was. */
  readonly lost: T | null;
}

export interface Mailbox<T> {
  put(content: T): void;
  /** The next letter; null when there is none. */
  take(): Letter<T> | null;
  size(): number;
}

/**
 * A bounded queue before someone who may be slow. When it is full, it keeps the newest letter of each subject only, and when
 * even these are too many, the newest of all: whoever has fallen behind is better served with the state now than with the
 * whole past.
 */
export function createMailbox<T>(capacity: number, subjectOf: (content: T) => string): Mailbox<T> {
  let letters: T[] = [];
  /** By subject, oldest first; instead of `letters` once these were too many, until all are taken. */
  let newest: Map<string, T> | null = null;
  let lost: T | null = null;

  function putInto(kept: Map<string, T>, content: T): void {
    const subject = subjectOf(content);
    // Put in again, it is the newest.
    if (kept.delete(subject) || kept.size >= capacity) lost = content;
    if (kept.size >= capacity) kept.clear();
    kept.set(subject, content);
  }

  return {
    put(content) {
      if (!newest && letters.length < capacity) {
        letters.push(content);
        return;
      }
      newest ??= new Map();
      for (const letter of letters) putInto(newest, letter);
      letters = [];
      putInto(newest, content);
    },
    take() {
      const content = newest ? takeFirst(newest) : letters.shift();
      if (newest?.size === 0) newest = null;
      if (content === undefined) return null;
      const letter = { content, lost };
      lost = null;
      return letter;
    },
    size: () => newest?.size ?? letters.length,
  };
}

function takeFirst<T>(letters: Map<string, T>): T | undefined {
  for (const [subject, letter] of letters) {
    letters.delete(subject);
    return letter;
  }
  return undefined;
}

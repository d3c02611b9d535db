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
export function createMailbox<T>(capacity: number, subjectOf: (content: T) => string): Mailbox<T> {
  let letters: T[] = [];
  /** By subject, oldest first. Used instead of `letters` from when the mailbox was full until it is empty. */
  let newest: Map<string, T> | null = null;
  let lost: T | null = null;

  function putInto(kept: Map<string, T>, content: T): void {
    const subject = subjectOf(content);
    // Deleted and inserted again, the subject is the last one of the map.
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

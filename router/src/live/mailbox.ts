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
  /** By subject, oldest first; while it holds anything it stands for `letters`. */
  const newest = new Map<string, T>();
  let lost: T | null = null;

  function putNewest(content: T): void {
    const subject = subjectOf(content);
    // Put in again, it is the newest.
    if (newest.delete(subject) || newest.size >= capacity) lost = content;
    if (newest.size >= capacity) newest.clear();
    newest.set(subject, content);
  }

  return {
    put(content) {
      if (newest.size === 0 && letters.length < capacity) {
        letters.push(content);
        return;
      }
      for (const letter of letters) putNewest(letter);
      letters = [];
      putNewest(content);
    },
    take() {
      let content = letters.shift();
      for (const [subject, letter] of newest) {
        newest.delete(subject);
        content = letter;
        break;
      }
      if (content === undefined) return null;
      const letter = { content, lost };
      lost = null;
      return letter;
    },
    size: () => letters.length + newest.size,
  };
}

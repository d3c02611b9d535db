import type { StatusChange } from './status-event.ts';

/** The newest changes of the stream, for clients that reconnect with a cursor. */
export interface History {
  /**
   * Sets the changes that precede the first added change.
   *
   * @param floor the history is complete after this position
   * @param changes oldest first
   */
  begin(floor: number, changes: readonly StatusChange[]): void;
  add(change: StatusChange): void;
  /** Forgets all changes up to and including this position. */
  forgetUpTo(position: number): void;
  /** Every change after a position, oldest first; null when the history does not reach back that far. */
  since(position: number): readonly StatusChange[] | null;
}

/** @param capacity the history keeps at least this many changes, and up to twice as many, so that trimming is rare */
export function createHistory(capacity: number): History {
  let changes: StatusChange[] = [];
  let floor = 0;

  /** The index of the first change after a position. */
  function indexAfter(position: number): number {
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((changes[middle]?.position ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    begin(newFloor, past) {
      floor = newFloor;
      changes = past.slice(-capacity);
      if (changes.length < past.length) floor = past.at(-capacity - 1)?.position ?? floor;
    },
    add(change) {
      if (changes.length >= 2 * capacity) {
        floor = changes[capacity - 1]?.position ?? floor;
        changes = changes.slice(capacity);
      }
      changes.push(change);
    },
    forgetUpTo(position) {
      changes = changes.slice(indexAfter(position));
      floor = Math.max(floor, position);
    },
    since: (position) => (position < floor ? null : changes.slice(indexAfter(position))),
  };
}

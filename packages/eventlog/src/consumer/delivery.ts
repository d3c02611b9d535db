import type { EventEnvelope } from '../event.ts';
import { readEnvelope, type StreamEntry } from '../stream/entries.ts';
import type { KeyedItem, Verdict } from './keyed-queues.ts';

/** An entry that this consumer holds, and how often it has been tried. Its key is (producer, correlation id). */
export interface Delivery extends KeyedItem {
  readonly entry: StreamEntry;
  /** Null when the entry is malformed. */
  readonly event: EventEnvelope | null;
  /** How many attempts have failed. */
  failures: number;
  /** How often it was put off without counting as a failure. */
  waits: number;
}

const MAX_WAIT_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

/** A malformed entry gets a queue of its own, so that it delays no event. */
export function createDelivery(entry: StreamEntry): Delivery {
  const base = { entry, failures: 0, waits: 0 };
  try {
    const event = readEnvelope(entry);
    return { ...base, event, key: `${event.producer}:${event.correlationId}`, order: event.sequence };
  } catch {
    return { ...base, event: null, key: `${entry.stream}:${entry.entryId}`, order: 1 };
  }
}

/** Puts a delivery off without counting a failure: for 20 ms at first, then twice as long each time, up to a second. */
export function putOff(delivery: Delivery): Verdict {
  delivery.waits += 1;
  return { done: false, retryInMs: Math.min(10 * 2 ** delivery.waits, MAX_WAIT_MS) };
}

/** Puts a failed delivery off: for `backoffMs` after its first failure, then four times as long each time, up to 30 s. */
export const backOff = ({ failures }: Delivery, backoffMs: number): Verdict => ({
  done: false,
  retryInMs: Math.min(backoffMs * 4 ** (failures - 1), MAX_BACKOFF_MS),
});

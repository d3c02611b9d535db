import type { CallState, StatusChange, ToEvent } from './status-event.ts';

/** One event that a subscriber receives before the live events. */
export interface BacklogEntry {
  readonly change: StatusChange;
  /** Events before this one could not be sent. */
  readonly reset: boolean;
  /** The change comes from the stream, so other subscribers may receive the same payload. False: it was read for this one. */
  readonly shared: boolean;
}

/**
 * The events of one subscription: which changes belong to it, what it begins with, and which change was sent last. Each root
 * field of Subscription has its own kind of sequence.
 */
export interface EventSequence {
  /** The topic of its changes; see `topicsOf`. */
  readonly topic: string;
  readonly toEvent: ToEvent;
  /** How many payloads a channel keeps for other subscriptions that catch up on the same topic. */
  readonly keptPayloads: number;
  /**
   * Reads the events that precede the live events, or those after the last sent event when a gap is suspected. It is called
   * after the subscription has joined its channel, so that every later change arrives live.
   *
   * @throws CodedError NOT_FOUND, or the error of a failed read
   */
  readBacklog(): AsyncGenerator<BacklogEntry, void, undefined>;
  /** Whether the sent events do not include this change yet. */
  isNew(change: CallState & { readonly position: number }): boolean;
  /** Whether this change directly follows the change that was sent last. */
  isNext(change: StatusChange): boolean;
  /** Records that this change was sent. */
  markSent(change: StatusChange): void;
  /** Whether no event can follow: the subscription completes. */
  isComplete(): boolean;
}

import type { CallState, StatusChange, ToEvent } from './status-event.ts';

/** One thing that a subscriber is told before what happens live. */
export interface Opening {
  readonly change: StatusChange;
  /** What lies before it could not be told. */
  readonly reset: boolean;
  /** Told by the stream, not read for this subscriber: others may be told the same. */
  readonly shared: boolean;
}

/** What a root field of Subscription means for one subscriber: what is theirs, how it begins, and how far they are. */
export interface Course {
  /** Which changes these are; see topicsOf. */
  readonly topic: string;
  readonly toEvent: ToEvent;
  /** How many payloads are worth being kept for others who follow the same. */
  readonly keptPayloads: number;
  /**
   * What is told first, and again what was missed since, if that is in doubt. Run once the subscriber is attached: what is
   * committed after that comes live.
   *
   * @throws CodedError NOT_FOUND, or what a read is answered with
   */
  open(): AsyncGenerator<Opening, void, undefined>;
  /** Whether a change is not contained in what was told. */
  isNews(change: CallState & { readonly position: number }): boolean;
  /** Whether nothing is missing between what was told last and this. */
  isNext(change: StatusChange): boolean;
  /** Takes down that this was told. */
  told(change: StatusChange): void;
  /** Nothing more can follow. */
  isOver(): boolean;
}

/** The topics that a change belongs to: its call, every feed of operators, the feed of its mover. */
export const topicsOf = ({ callId, moverId }: StatusChange): readonly string[] =>
  moverId === null ? [callTopic(callId), FEED_TOPIC] : [callTopic(callId), FEED_TOPIC, moverTopic(moverId)];

// Ids are UUIDs, which the subgraphs take in either case; events have them in lower case.
export const callTopic = (callId: string): string => `call:${callId.toLowerCase()}`;
export const FEED_TOPIC = 'feed';
/** Versions tell whether something of a call is missing; of a feed only whoever knows the stream can tell. */
export const isFeedTopic = (topic: string): boolean => topic.startsWith(FEED_TOPIC);
export const moverTopic = (moverId: string): string => `feed:${moverId}`;

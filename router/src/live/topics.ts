import type { StatusChange } from './status-event.ts';

/** The topics that a change is published to: its call, the feed of operators, the feed of its mover. */
export const topicsOf = ({ callId, moverId }: StatusChange): readonly string[] =>
  moverId === null ? [callTopic(callId), FEED_TOPIC] : [callTopic(callId), FEED_TOPIC, moverTopic(moverId)];

// Ids are UUIDs. Subgraphs accept them in either case; events have them in lower case.
export const callTopic = (callId: string): string => `call:${callId.toLowerCase()}`;
export const FEED_TOPIC = 'feed';
export const moverTopic = (moverId: string): string => `feed:${moverId}`;

/** Whether a topic is a feed. A feed has no versions, so its subscribers cannot detect a gap in the stream themselves. */
export const isFeedTopic = (topic: string): boolean => topic.startsWith(FEED_TOPIC);

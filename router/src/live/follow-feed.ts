import { decodeFeedCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { badUserInput, forbidden } from '@movecall/graphql';
import type { CallReads } from './call-reads.ts';
import type { EventSequence } from './event-sequence.ts';
import type { History } from './history.ts';
import { asChange, type CallState, feedEvent } from './status-event.ts';
import { FEED_TOPIC, moverTopic, topicsOf } from './topics.ts';

export interface FollowFeedDependencies extends Pick<CallReads, 'readNewestCall'> {
  readonly history: Pick<History, 'since'>;
  /** The position of the stream's reader. @throws CodedError SERVICE_UNAVAILABLE before the reader has reached Redis */
  readonly position: () => number;
}

/**
 * The events of `moveCallFeed`: every change from now on, or every change after the cursor. When the history does not reach
 * back to the cursor, the feed begins with the newest call as a reset, and the client reads its list again. A viewer without
 * any call has an empty list, and the first live event is the reset.
 *
 * @throws CodedError FORBIDDEN for a viewer who has no feed, BAD_USER_INPUT when `after` is not a cursor of the feed
 */
export function followFeed(
  { after }: { readonly after?: string | null },
  viewer: Viewer | null,
  { readNewestCall, history, position }: FollowFeedDependencies,
): EventSequence {
  const topic = feedTopicOf(viewer);
  if (topic === null) throw forbidden();
  const decoded = after == null ? null : decodeFeedCursor(after);
  if (after != null && decoded === null)
    throw badUserInput('`after` is not a cursor of the feed. Send the cursor of one of its events.');
  let last = decoded === null ? position() : Number(decoded);
  /** The newest call, as it was read for a reset: the list that the client reads then includes all events up to it. */
  let newest: CallState | null = null;
  let owesReset = false;

  return {
    topic,
    toEvent: feedEvent,
    keptPayloads: 64,
    async *readBacklog() {
      if (decoded === null) return;
      const isAhead = last > position();
      // Changes that arrive while the backlog is sent are added to the history: repeat until none is left.
      for (let missed = isAhead ? null : history.since(last); missed; missed = history.since(last)) {
        if (missed.length === 0) return;
        for (const change of missed) {
          if (topicsOf(change).includes(topic)) yield { change, reset: false, shared: true };
          last = change.position;
        }
      }
      last = position();
      const read = await readNewestCall(viewer);
      newest = read.call;
      // When Redis has lost its data, call's relay appends old events again. The list includes them already.
      last = Math.max(last, read.position ?? 0);
      if (newest) yield { change: asChange(newest, last), reset: true, shared: false };
      else owesReset = true;
    },
    isNew: ({ callId, version, position: at }) =>
      at > last && !(newest?.callId === callId && version <= newest.version),
    isNext: () => !owesReset,
    markSent(change) {
      last = change.position;
      owesReset = false;
    },
    isComplete: () => false,
  };
}

/** All operators share one feed, each mover has one; null for a viewer without a feed. */
function feedTopicOf(viewer: Viewer | null): string | null {
  if (viewer?.role === 'OPERATOR') return FEED_TOPIC;
  return viewer?.role === 'MOVER' && viewer.moverId !== null ? moverTopic(viewer.moverId) : null;
}

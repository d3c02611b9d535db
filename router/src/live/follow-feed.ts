import { decodeFeedCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { badUserInput, forbidden } from '@movecall/graphql';
import type { CallReads } from './call-reads.ts';
import { type Course, FEED_TOPIC, moverTopic, topicsOf } from './course.ts';
import type { History } from './history.ts';
import { asChange, type CallState, feedEvent } from './status-event.ts';

export interface FollowFeedDependencies extends Pick<CallReads, 'readNewestCall'> {
  readonly history: Pick<History, 'since'>;
  /** The position of the stream's reader. @throws CodedError SERVICE_UNAVAILABLE while it has none */
  readonly position: () => number;
}

/**
 * `moveCallFeed`: what happens from now on, or everything after the cursor as far as it is remembered. When it is not, the
 * newest call is told as a reset, and whoever hears it reads the list again. A viewer who has no call at all has an empty
 * list and nothing to be told of; the first event that comes is the reset then.
 *
 * @throws CodedError FORBIDDEN for who has no feed, BAD_USER_INPUT for what is no cursor of the feed
 */
export function followFeed(
  { after }: { readonly after?: string | null },
  viewer: Viewer | null,
  { readNewestCall, history, position }: FollowFeedDependencies,
): Course {
  const topic = topicOf(viewer);
  if (topic === null) throw forbidden();
  const decoded = after == null ? null : decodeFeedCursor(after);
  if (after != null && decoded === null) throw badUserInput('`after` is no cursor of the feed.');
  let last = decoded === null ? position() : Number(decoded);
  /** The newest call when it was read: events up to then are contained in it. */
  let newest: CallState | null = null;
  let owesReset = false;

  return {
    topic,
    toEvent: feedEvent,
    keptPayloads: 64,
    async *open() {
      if (decoded === null) return;
      const isAhead = last > position();
      // What happens while the past is told becomes past itself, until nothing is left of it.
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
      // A Redis that was emptied is filled again with what call had told already, and that is in the list.
      last = Math.max(last, read.position ?? 0);
      if (newest) yield { change: asChange(newest, last), reset: true, shared: false };
      else owesReset = true;
    },
    isNews: ({ callId, version, position: at }) =>
      at > last && !(newest?.callId === callId && version <= newest.version),
    isNext: () => !owesReset,
    told(change) {
      last = change.position;
      owesReset = false;
    },
    isOver: () => false,
  };
}

/** Operators share one; null for those who have none. */
function topicOf(viewer: Viewer | null): string | null {
  if (viewer?.role === 'OPERATOR') return FEED_TOPIC;
  return viewer?.role === 'MOVER' && viewer.moverId !== null ? moverTopic(viewer.moverId) : null;
}

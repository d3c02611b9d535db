import { decodeCallCursor, decodeFeedCursor } from '@movecall/schema/cursor';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/schema/identity';
import { badUserInput, CodedError, forbidden } from '@movecall/service/graphql';
import type { FanOut } from './fan-out.ts';
import {
  callEvent,
  feedEvent,
  isFinal,
  type MoveCallStatusEvent,
  type StatusChange,
} from './status-event.ts';

/** A call's state as the viewer may see it. */
export type CallState = Pick<StatusChange, 'callId' | 'version' | 'at'> & { readonly status: MoveCallStatus };

/** One value of a subscription before its other fields are fetched. */
export interface SourceEvent {
  readonly event: MoveCallStatusEvent;
  /** Of the change; null when it answers a read of ours. */
  readonly traceparent: string | null;
}

export interface SourceDependencies {
  readonly fanOut: FanOut;
  /** The position of the stream's reader; null while it has none and could miss something. */
  readonly position: () => string | null;
  /** Reads what is committed when it is called; null when there is no such call for the viewer. */
  readonly readCall: (id: string, viewer: Viewer | null) => Promise<CallState | null>;
  /** The newest call that the viewer may see. */
  readonly readNewestCall: (viewer: Viewer | null) => Promise<CallState | null>;
}

export interface SourceContext {
  readonly viewer: Viewer | null;
  /** The subscriber has left. A generator that waits is deaf to `return()`: this wakes it. */
  readonly signal: AbortSignal;
}

export interface Sources {
  /** @throws CodedError NOT_FOUND, BAD_USER_INPUT, SERVICE_UNAVAILABLE */
  moveCallStatus(
    args: { id: string; after?: string | null },
    context: SourceContext,
  ): AsyncGenerator<SourceEvent>;
  /** @throws CodedError FORBIDDEN, BAD_USER_INPUT, SERVICE_UNAVAILABLE */
  moveCallFeed(args: { after?: string | null }, context: SourceContext): AsyncGenerator<SourceEvent>;
}

/**
 * The root fields of Subscription. Both attach to the fan-out before they read the state: what is committed after the read
 * began is waiting then, and what the state contains already is dropped by its version. So nothing is missed between the
 * two, and nothing comes twice.
 */
export function createSources({ fanOut, position, readCall, readNewestCall }: SourceDependencies): Sources {
  const currentPosition = (): string => {
    const current = position();
    if (current === null)
      throw new CodedError('SERVICE_UNAVAILABLE', 'Live events are not available at the moment.');
    return current;
  };

  return {
    async *moveCallStatus({ id, after }, { viewer, signal }) {
      if (after != null && decodeCallCursor(after)?.callId !== id.toLowerCase())
        throw badUserInput('`after` is no cursor of this call.');
      currentPosition();
      // Ids are UUIDs, which the subgraphs take in either case; events have them in lower case.
      const attachment = fanOut.attachToCall(id.toLowerCase());
      signal.addEventListener('abort', attachment.detach, { once: true });
      try {
        const now = await readCall(id, viewer);
        if (!now) throw new CodedError('NOT_FOUND', 'No such call.');
        yield { event: callEvent(now, after != null), traceparent: null };
        let last: Pick<CallState, 'version' | 'status'> = now;
        while (!isFinal(last.status)) {
          const letter = await attachment.take();
          if (!letter) return;
          const { content: change, afterLoss } = letter;
          if (change.version <= last.version) continue;
          yield { event: callEvent(change, afterLoss), traceparent: change.traceparent };
          last = change;
        }
      } finally {
        attachment.detach();
      }
    },

    async *moveCallFeed({ after }, { viewer, signal }) {
      const isOwn = viewer && feedOf(viewer);
      if (!isOwn) throw forbidden();
      if (after != null && decodeFeedCursor(after) === null)
        throw badUserInput('`after` is no cursor of the feed.');
      const begin = currentPosition();
      const attachment = fanOut.attachToAll();
      signal.addEventListener('abort', attachment.detach, { once: true });
      try {
        const newest = after == null ? null : await readNewestCall(viewer);
        if (newest) yield { event: feedEvent(newest, begin, true), traceparent: null };
        let lost = false;
        for (;;) {
          const letter = await attachment.take();
          if (!letter) return;
          const { content: change, afterLoss } = letter;
          lost ||= afterLoss;
          if (newest?.callId === change.callId && change.version <= newest.version) continue;
          if (!isOwn(change)) continue;
          yield { event: feedEvent(change, change.position, lost), traceparent: change.traceparent };
          lost = false;
        }
      } finally {
        attachment.detach();
      }
    },
  };
}

/** Which changes a viewer's feed has; null when they have none. */
function feedOf({ role, moverId }: Viewer): ((change: StatusChange) => boolean) | null {
  if (role === 'OPERATOR') return () => true;
  return role === 'MOVER' && moverId !== null ? (change) => change.moverId === moverId : null;
}

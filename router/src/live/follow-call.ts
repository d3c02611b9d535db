import { decodeCallCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { badUserInput, CodedError } from '@movecall/graphql';
import type { CallReads } from './call-reads.ts';
import type { BacklogEntry, EventSequence } from './event-sequence.ts';
import { asChange, callEvent, type CallState, isFinal } from './status-event.ts';
import { callTopic } from './topics.ts';

export interface FollowCallArguments {
  readonly id: string;
  /** The cursor of the last event that the client has received; null or absent for a new subscription. */
  readonly after?: string | null;
}

/**
 * The events of `moveCallStatus`: the current state, or each version after the cursor, then every later version. The versions
 * of a call have no gaps, so the last sent version shows whether an event is missing.
 *
 * @throws CodedError BAD_USER_INPUT when `after` is not a cursor of this call
 */
export function followCall(
  { id, after }: FollowCallArguments,
  viewer: Viewer | null,
  { readCall, readVersions }: Pick<CallReads, 'readCall' | 'readVersions'>,
): EventSequence {
  const cursor = after == null ? null : decodeCallCursor(after);
  if (after != null && cursor?.callId !== id.toLowerCase())
    throw badUserInput('`after` is not a cursor of this call. Send the cursor of one of its events.');
  let last: Pick<CallState, 'version' | 'status'> | null = null;

  return {
    topic: callTopic(id),
    toEvent: callEvent,
    // Clients that reconnect read the past from call; only subscriptions that lag behind share payloads.
    keptPayloads: 2,
    async *readBacklog() {
      const known = last?.version ?? cursor?.version;
      if (known === undefined) {
        const state = await readCall(id, viewer);
        if (!state) throw notFound();
        yield { change: asChange(state, 0), reset: false, shared: false };
        return;
      }
      const versions = await readVersions(id, viewer);
      const state = versions?.at(-1);
      if (!versions || !state) throw notFound();
      if (state.version === known) last = state;
      else yield* missedVersions(versions, state, known);
    },
    isNew: ({ version }) => version > (last?.version ?? 0),
    isNext: ({ version }) => version === (last?.version ?? 0) + 1,
    markSent(change) {
      last = change;
    },
    isComplete: () => last !== null && isFinal(last.status),
  };
}

/** Every version after the known one; the current state as a reset when a version is missing. */
function* missedVersions(
  versions: readonly CallState[],
  state: CallState,
  known: number,
): Generator<BacklogEntry> {
  const missed = versions.filter(({ version }) => version > known);
  // `missed` is empty when the cursor is ahead of the state.
  const complete = missed.length > 0 && missed.length === state.version - known;
  for (const version of complete ? missed : [state])
    yield { change: asChange(version, 0), reset: !complete, shared: false };
}

const notFound = (): CodedError => new CodedError('NOT_FOUND', 'No such call.');

import { decodeCallCursor } from '@movecall/values/cursor';
import type { Viewer } from '@movecall/identity';
import { badUserInput, CodedError } from '@movecall/graphql';
import type { CallReads } from './call-reads.ts';
import { callTopic, type Course } from './course.ts';
import { asChange, callEvent, type CallState, isFinal } from './status-event.ts';

export interface FollowCallArguments {
  readonly id: string;
  readonly after?: string | null;
}

/**
 * `moveCallStatus`: the state now, or each version after the cursor's, then every later version. The versions of a call have
 * no gaps, so whoever knows the last one knows whether something is missing.
 *
 * @throws CodedError BAD_USER_INPUT for what is no cursor of this call
 */
export function followCall(
  { id, after }: FollowCallArguments,
  viewer: Viewer | null,
  { readCall, readVersions }: Pick<CallReads, 'readCall' | 'readVersions'>,
): Course {
  const cursor = after == null ? null : decodeCallCursor(after);
  if (after != null && cursor?.callId !== id.toLowerCase())
    throw badUserInput('`after` is no cursor of this call.');
  let last: Pick<CallState, 'version' | 'status'> | null = null;

  return {
    topic: callTopic(id),
    toEvent: callEvent,
    // Who comes back reads the past; only those who were too slow share.
    keptPayloads: 2,
    async *open() {
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
      if (state.version === known) {
        last = state;
        return;
      }
      const missed = versions.filter(({ version }) => version > known);
      // Empty when the cursor is ahead of the state.
      const complete = missed.length > 0 && missed.length === state.version - known;
      for (const version of complete ? missed : [state])
        yield { change: asChange(version, 0), reset: !complete, shared: false };
    },
    isNews: ({ version }) => version > (last?.version ?? 0),
    isNext: ({ version }) => version === (last?.version ?? 0) + 1,
    told(change) {
      last = change;
    },
    isOver: () => last !== null && isFinal(last.status),
  };
}

const notFound = (): CodedError => new CodedError('NOT_FOUND', 'No such call.');

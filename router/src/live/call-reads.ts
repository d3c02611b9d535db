import type { ApolloServer } from '@apollo/server';
import { decodeFeedCursor } from '@movecall/values/cursor';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/identity';
import { CodedError } from '@movecall/graphql';
import { continueTrace } from '@movecall/telemetry/trace';
import type { RouterContext } from '../context.ts';
import type { CallState } from './status-event.ts';

export interface CallReads {
  /** What is committed when it is called; null when there is no such call for the viewer. */
  readCall(id: string, viewer: Viewer | null): Promise<CallState | null>;
  /** Every version of a call, oldest first, the last one being its state; null as above. */
  readVersions(id: string, viewer: Viewer | null): Promise<readonly CallState[] | null>;
  /** The newest call that the viewer may see, and what the stream had reached before it was read. */
  readNewestCall(viewer: Viewer | null): Promise<NewestCall>;
}

export interface NewestCall {
  readonly call: CallState | null;
  /** Null when call does not say. */
  readonly position: number | null;
}

interface Node {
  readonly id: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  readonly updatedAt: string;
}

type Entry = Pick<CallState, 'version' | 'status' | 'at'>;

const CALL = 'query LiveCall($id: ID!) { moveCall(id: $id) { id version status updatedAt } }';
const VERSIONS = `query LiveVersions($id: ID!) {
  moveCall(id: $id) { id version status updatedAt timeline { version status at } }
}`;
const NEWEST =
  'query NewestCall { moveCalls(first: 1) { feedCursor nodes { id version status updatedAt } } }';

/**
 * The state of calls by the way that every query goes, so that the same rights apply.
 *
 * All throw CodedError with the code that the query was answered with, such as SERVICE_UNAVAILABLE.
 */
export function createCallReads(server: ApolloServer<RouterContext>): CallReads {
  async function read<T extends Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown>,
    viewer: Viewer | null,
  ): Promise<T> {
    const { body } = await server.executeOperation<T>(
      { query, variables },
      { contextValue: { viewer, traceparent: continueTrace(null) } },
    );
    if (body.kind !== 'single') throw new Error('a query was answered in parts');
    const { data, errors } = body.singleResult;
    if (errors?.[0] || !data)
      throw new CodedError(String(errors?.[0]?.extensions?.['code']), errors?.[0]?.message ?? 'No answer.');
    return data;
  }

  return {
    async readCall(id, viewer) {
      const { moveCall } = await read<{ moveCall: Node | null }>(CALL, { id }, viewer);
      return moveCall && toState(moveCall);
    },
    async readVersions(id, viewer) {
      const { moveCall } = await read<{ moveCall: (Node & { timeline: Entry[] }) | null }>(
        VERSIONS,
        { id },
        viewer,
      );
      if (!moveCall) return null;
      const state = toState(moveCall);
      const versions = moveCall.timeline
        .map(({ version, status, at }) => ({ callId: state.callId, version, status, at }))
        .toSorted((a, b) => a.version - b.version);
      // Read one after the other, the two may be apart; the newer one is the state.
      return (versions.at(-1)?.version ?? 0) >= state.version ? versions : [...versions, state];
    },
    async readNewestCall(viewer) {
      const { moveCalls } = await read<{ moveCalls: { feedCursor: string | null; nodes: Node[] } }>(
        NEWEST,
        {},
        viewer,
      );
      const { feedCursor } = moveCalls;
      const position = feedCursor === null ? null : decodeFeedCursor(feedCursor);
      const [newest] = moveCalls.nodes;
      return { call: newest ? toState(newest) : null, position: position === null ? null : Number(position) };
    },
  };
}

const toState = ({ id, version, status, updatedAt }: Node): CallState => ({
  callId: id,
  version,
  status,
  at: updatedAt,
});

import type { ApolloServer } from '@apollo/server';
import { decodeFeedCursor } from '@movecall/values/cursor';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/identity';
import { CodedError } from '@movecall/graphql';
import { continueTrace } from '@movecall/telemetry/trace';
import type { RouterContext } from '../context.ts';
import type { CallState } from './status-event.ts';

export interface CallReads {
  /** The committed state of a call; null when the viewer may not see such a call. */
  readCall(id: string, viewer: Viewer | null): Promise<CallState | null>;
  /** Every version of a call, oldest first; the last one is the current state. Null when the viewer may not see the call. */
  readVersions(id: string, viewer: Viewer | null): Promise<readonly CallState[] | null>;
  /** The newest call that the viewer may see. */
  readNewestCall(viewer: Viewer | null): Promise<NewestCall>;
}

export interface NewestCall {
  /** Null when the viewer may see no call. */
  readonly call: CallState | null;
  /** A position on the stream that call had reached before it read the list; null when call does not report one. */
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
 * Reads calls with ordinary queries, so that a subscriber has the same rights as a client that queries.
 *
 * All functions throw a CodedError with the code of the query's error, such as SERVICE_UNAVAILABLE.
 */
export function createCallReads(server: ApolloServer<RouterContext>): CallReads {
  return {
    async readCall(id, viewer) {
      const { moveCall } = await query<{ moveCall: Node | null }>(server, CALL, { id }, viewer);
      return moveCall && toState(moveCall);
    },
    async readVersions(id, viewer) {
      type Versions = { moveCall: (Node & { timeline: Entry[] }) | null };
      const { moveCall } = await query<Versions>(server, VERSIONS, { id }, viewer);
      if (!moveCall) return null;
      const state = toState(moveCall);
      const versions = moveCall.timeline
        .map(({ version, status, at }) => ({ callId: state.callId, version, status, at }))
        .toSorted((a, b) => a.version - b.version);
      // Call and timeline are read one after the other, so one of them may be newer: the newer version is the state.
      return (versions.at(-1)?.version ?? 0) >= state.version ? versions : [...versions, state];
    },
    async readNewestCall(viewer) {
      type Newest = { moveCalls: { feedCursor: string | null; nodes: Node[] } };
      const { moveCalls } = await query<Newest>(server, NEWEST, {}, viewer);
      const { feedCursor } = moveCalls;
      const position = feedCursor === null ? null : decodeFeedCursor(feedCursor);
      const [newest] = moveCalls.nodes;
      return { call: newest ? toState(newest) : null, position: position === null ? null : Number(position) };
    },
  };
}

async function query<T extends Record<string, unknown>>(
  server: ApolloServer<RouterContext>,
  text: string,
  variables: Record<string, unknown>,
  viewer: Viewer | null,
): Promise<T> {
  const { body } = await server.executeOperation<T>(
    { query: text, variables },
    { contextValue: { viewer, traceparent: continueTrace(null) } },
  );
  if (body.kind !== 'single') throw new Error('a query without @defer was answered incrementally');
  const { data, errors } = body.singleResult;
  if (errors?.[0] || !data)
    throw new CodedError(String(errors?.[0]?.extensions?.['code']), errors?.[0]?.message ?? 'No answer.');
  return data;
}

const toState = ({ id, version, status, updatedAt }: Node): CallState => ({
  callId: id,
  version,
  status,
  at: updatedAt,
});

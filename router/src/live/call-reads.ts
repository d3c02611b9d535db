import type { ApolloServer } from '@apollo/server';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/schema/identity';
import { CodedError } from '@movecall/service/graphql';
import { continueTrace } from '@movecall/service/trace';
import type { RouterContext } from '../context.ts';
import type { CallState } from './sources.ts';

interface Node {
  readonly id: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  readonly updatedAt: string;
}

/**
 * The state of calls by the way that every query goes, so that the same rights apply.
 *
 * Both throw CodedError with the code that the query was answered with, such as SERVICE_UNAVAILABLE.
 */
export function createCallReads(server: ApolloServer<RouterContext>) {
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
    async readCall(id: string, viewer: Viewer | null): Promise<CallState | null> {
      const query = 'query LiveCall($id: ID!) { moveCall(id: $id) { id version status updatedAt } }';
      const { moveCall } = await read<{ moveCall: Node | null }>(query, { id }, viewer);
      return moveCall && toState(moveCall);
    },
    async readNewestCall(viewer: Viewer | null): Promise<CallState | null> {
      const query = 'query NewestCall { moveCalls(first: 1) { nodes { id version status updatedAt } } }';
      const { moveCalls } = await read<{ moveCalls: { nodes: Node[] } }>(query, {}, viewer);
      const [newest] = moveCalls.nodes;
      return newest ? toState(newest) : null;
    },
  };
}

const toState = ({ id, version, status, updatedAt }: Node): CallState => ({
  callId: id,
  version,
  status,
  at: updatedAt,
});

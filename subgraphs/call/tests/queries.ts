import type { Viewer } from '@movecall/identity';
import type { CallHarness } from './harness.ts';

const WHOLE = `id moveType status statusLabel version tel movingOn cost requestedAt updatedAt waitingReason
  location { address district latitude longitude } destination { address district }
  mover { id name tel plate } timeline { cursor version status statusLabel at reset moveCall { id } }
  alerts { template channel outcome at }`;

export const readCall = (call: CallHarness, viewer: Viewer | null, id: string) =>
  call.ask<{ moveCall: Record<string, unknown> | null }>(
    viewer,
    `query ($id: ID!) { moveCall(id: $id) { ${WHOLE} } }`,
    { id },
  );

export const readEntity = (call: CallHarness, viewer: Viewer | null, id: string) =>
  call.ask<{ _entities: unknown[] }>(
    viewer,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on MoveCall { id status } } }',
    { of: [{ __typename: 'MoveCall', id }] },
  );

interface Page {
  readonly moveCalls: {
    readonly nodes: readonly { readonly id: string; readonly status: string }[];
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly feedCursor: string | null;
  };
}

export const readPage = (call: CallHarness, viewer: Viewer | null, args: object = {}) =>
  call.ask<Page | null>(
    viewer,
    `query ($first: Int, $after: String, $status: [MoveCallStatus!], $search: String) {
      moveCalls(first: $first, after: $after, status: $status, search: $search) {
        nodes { id status } edges { cursor node { id } } pageInfo { hasNextPage endCursor } feedCursor
      }
    }`,
    args,
  );

export const listed = async (call: CallHarness, viewer: Viewer, args: object = {}): Promise<string[]> => {
  const { data } = await readPage(call, viewer, { first: 100, ...args });
  return data?.moveCalls.nodes.map(({ id }) => id) ?? [];
};

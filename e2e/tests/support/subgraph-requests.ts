import type { Viewer } from '@movecall/identity';
import type { Session } from '@movecall/testkit/client';
import { createHmac } from 'node:crypto';
import type { System } from '../../support/system.ts';

export const SUBGRAPHS = ['call', 'manage', 'assign'] as const;
export type Subgraph = (typeof SUBGRAPHS)[number];

/** The fields that each subgraph resolves for an entity. */
export const FIELDS: Readonly<Record<Subgraph, Readonly<Record<string, readonly string[]>>>> = {
  call: {
    // prettier-ignore
    MoveCall: [
      '__typename', 'status', 'statusLabel', 'version', 'moveType', 'movingOn', 'cost', 'tel',
      'requestedAt', 'updatedAt', 'waitingReason', 'mover { id name tel plate }',
      'location { address district latitude longitude }', 'destination { address }',
      'timeline { version status cursor moveCall { tel } }', 'alerts { template audience channel outcome at }',
    ],
  },
  manage: { MoveCall: ['order { status statusLabel requestedAt updatedAt }'] },
  assign: {
    MoveCall: ['assignment { id status distanceMeters assignedAt mover { id } }'],
    Mover: ['name', 'tel', 'plate', 'base { address latitude longitude }', 'available'],
  },
};

export interface DirectAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request directly to a subgraph, bypassing the router. */
export async function askDirectly(
  { stack }: Pick<System, 'stack'>,
  name: Subgraph,
  { query, variables = {} }: { readonly query: string; readonly variables?: object },
  headers: Readonly<Record<string, string>>,
): Promise<DirectAnswer> {
  const response = await fetch(`${stack.services()[name]?.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, text: await response.text() };
}

/**
 * Asks a subgraph for one field of an entity, as the router does.
 *
 * @param announced what call tells assign about a call
 */
export const entityRequest = (type: string, field: string, id: string, announced: object = {}) => ({
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${field} } } }`,
  variables: { representations: [{ __typename: type, id, ...announced }] },
});

/** The viewer that a login token identifies. */
export function viewerOf({ token }: Pick<Session, 'token'>): Viewer {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sub: string;
    role: Viewer['role'];
    mover: string | null;
  };
  return { id: claims.sub, role: claims.role, moverId: claims.mover };
}

/**
 * An operator's identity with the router's signature and the given expiry.
 *
 * @param key of the router
 * @param expiry in seconds since 1970
 */
export function identityUntil(key: Uint8Array, expiry: number): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { role: 'OPERATOR', mover: null, iss: 'movecall/internal', sub: 'x', exp: expiry };
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

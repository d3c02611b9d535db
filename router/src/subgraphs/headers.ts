import { IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import { TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { RouterContext } from '../context.ts';

/** What subgraphs are sent with a request of a client's: names and values by turns. */
export type SubgraphHeaders = readonly string[];

export type MakeHeaders = (context: RouterContext) => Promise<SubgraphHeaders>;

/** The same for a request that is a span of its own. */
export const withTraceparent = (headers: SubgraphHeaders, traceparent: string): SubgraphHeaders =>
  headers.with(headers.indexOf(TRACEPARENT_HEADER) + 1, traceparent);

/** @param signer null: subgraphs are not told who asks. */
export function createHeaders(signer: IdentitySigner | null): MakeHeaders {
  return async ({ viewer, traceparent, forwarded }) => [
    'content-type',
    'application/json',
    TRACEPARENT_HEADER,
    traceparent,
    ...(signer ? [IDENTITY_HEADER, await signer.sign(viewer)] : []),
    ...(forwarded ?? []),
  ];
}

import { CLIENT_ADDRESS_HEADER, IDENTITY_HEADER, type IdentitySigner } from '@movecall/identity';
import { TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { RouterContext } from '../context.ts';

/** The headers of a request to a subgraph: names and values in turn. */
export type SubgraphHeaders = readonly string[];

/** Makes the headers that all subgraph requests of one client request share. */
export type MakeHeaders = (context: RouterContext) => Promise<SubgraphHeaders>;

/** The same headers with the client's cookies, for a subgraph that reads them. */
export const withCookies = (headers: SubgraphHeaders, { cookies }: RouterContext): SubgraphHeaders =>
  cookies?.sent == null ? headers : [...headers, 'cookie', cookies.sent];

/** The same headers with another `traceparent`, for a request that has its own span. */
export const withTraceparent = (headers: SubgraphHeaders, traceparent: string): SubgraphHeaders =>
  headers.with(headers.indexOf(TRACEPARENT_HEADER) + 1, traceparent);

/** @param signer signs the viewer's identity for the subgraphs; null: the requests carry neither identity nor address */
export function createHeaders(signer: IdentitySigner | null): MakeHeaders {
  return async ({ viewer, traceparent, address, forwarded }) => [
    'content-type',
    'application/json',
    TRACEPARENT_HEADER,
    traceparent,
    ...(signer ? [IDENTITY_HEADER, await signer.sign(viewer)] : []),
    ...(signer && address !== undefined ? [CLIENT_ADDRESS_HEADER, address] : []),
    ...(forwarded ?? []),
  ];
}

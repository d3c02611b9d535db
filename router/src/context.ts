import type { Viewer } from '@movecall/identity';
import type { SubgraphHeaders } from './subgraphs/headers.ts';

/** The context of one client request. The subgraph clients read it. */
export interface RouterContext {
  /** Null when the client is not signed in. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context. */
  readonly traceparent: string;
  /** The client's address, as the rate limits count it. Absent when the router executes for many clients at once. */
  readonly address?: string;
  /** Headers of the client that the router forwards to subgraphs: names and values in turn. */
  readonly forwarded?: readonly string[];
  /** The headers of subgraph requests, made from the fields above by the first subgraph request. */
  subgraphHeaders?: SubgraphHeaders;
}

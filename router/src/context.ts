import type { Viewer } from '@movecall/identity';
import type { SubgraphHeaders } from './subgraphs/headers.ts';

/** What an operation is executed under; whoever asks a subgraph sees it. */
export interface RouterContext {
  /** Null for someone who did not sign in. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context. */
  readonly traceparent: string;
  /** Headers of the client's that subgraphs are given too: names and values by turns. */
  readonly forwarded?: readonly string[];
  /** What subgraphs are sent because of all this; made when the first of them is asked. */
  subgraphHeaders?: SubgraphHeaders;
}

import type { Viewer } from '@movecall/identity';
import type { PreparedOperation } from './documents/documents.ts';
import type { RefusedDocument } from './documents/refused-document.ts';
import type { SubgraphHeaders } from './subgraphs/headers.ts';

/** The cookies of one client request. */
export interface Cookies {
  /** The client's Cookie header; null without one. */
  readonly sent: string | null;
  /** Adds Set-Cookie headers to the response. */
  set(cookies: readonly string[]): void;
}

/** The context of one client request. The subgraph clients read it. */
export interface RouterContext {
  /** Null when the client is not signed in. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context. */
  readonly traceparent: string;
  /** The client's address, as the rate limits count it. Absent when the router executes for many clients at once. */
  readonly address?: string;
  /** Set where executions with the same value may share subgraph requests, since they have the same rights. */
  readonly sharedRights?: string;
  /** Headers of the client that the router forwards to subgraphs: names and values in turn. */
  readonly forwarded?: readonly string[];
  /** Absent where nobody waits for a response with headers: on WebSockets. */
  readonly cookies?: Cookies;
  /** The request's document, or why it is not executed. Set once Apollo Server knows the text. */
  prepared?: PreparedOperation | RefusedDocument;
  /** The headers of subgraph requests, made from the fields above by the first subgraph request. */
  subgraphHeaders?: SubgraphHeaders;
}

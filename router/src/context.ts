import type { Viewer } from '@movecall/schema/identity';

/** What an operation is executed under; every data source sees it. */
export interface RouterContext {
  /** Null for someone who did not sign in. */
  readonly viewer: Viewer | null;
  /** W3C Trace Context. */
  readonly traceparent: string;
}

export type { RequestContext } from '@movecall/schema/request-context';

/** A call as it is referred to by the supergraph; all that manage knows of it is its order. */
export interface MoveCallReference {
  readonly id: string;
}

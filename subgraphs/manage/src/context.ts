export type { RequestContext } from '@movecall/identity/request-context';

/** A call as it is referred to by the supergraph; all that manage knows of it is its order. */
export interface MoveCallReference {
  readonly id: string;
}

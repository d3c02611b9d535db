export type { RequestContext } from '@movecall/identity/request-context';

/** The key of the entity MoveCall. Manage adds the order to it. */
export interface MoveCallReference {
  readonly id: string;
}

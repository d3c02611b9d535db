import type { Viewer } from '@movecall/identity';
import type { AssignmentView } from './assignment.ts';

/** An assignment is shown to the owner of its call, to its mover and to operators. */
export function maySeeAssignment(viewer: Viewer, assignment: AssignmentView): boolean {
  switch (viewer.role) {
    case 'OPERATOR':
      return true;
    case 'MOVER':
      // A mover may also own a call, like any customer.
      return viewer.moverId === assignment.mover.id || viewer.id === assignment.ownerId;
    case 'CUSTOMER':
      return viewer.id === assignment.ownerId;
    case 'SERVICE':
      return false;
    default:
      return viewer.role satisfies never;
  }
}

/** A mover is shown to itself and to operators. A customer sees a mover only within an assignment. */
export const maySeeMover = (viewer: Viewer, moverId: string): boolean =>
  viewer.role === 'OPERATOR' || (viewer.role === 'MOVER' && viewer.moverId === moverId);

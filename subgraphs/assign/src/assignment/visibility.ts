import type { Viewer } from '@movecall/identity';
import type { AssignmentView, SeenAssignment } from './assignment-view.ts';
import type { Mover } from '../mover/mover.ts';
import {
  formerMoverOfCustomer,
  moverOfCustomer,
  type MoverView,
  ownTeam,
  wholeMover,
} from '../mover/mover-view.ts';

/** What call says about a call; call announces movers. */
export interface Announcement {
  /** The mover that was announced to the customer, also after a cancellation; null when none was. */
  readonly announcedMoverId: string | null;
  /** Whether customer and mover see each other's phone, plate and address. */
  readonly contactsShared: boolean;
}

/**
 * An assignment as a viewer sees it. Operators see all of them. The mover and the owner of the call see it once its mover was
 * announced; the owner sees the mover's phone and plate while they share contacts, and of its base the area only.
 *
 * @returns null for an assignment that the viewer may not see
 */
export function assignmentSeenBy(
  viewer: Viewer,
  { mover, ...assignment }: AssignmentView,
  { announcedMoverId, contactsShared }: Announcement,
): SeenAssignment | null {
  const relation = relationTo(viewer, { ownerId: assignment.ownerId, moverId: mover.id });
  if (relation === 'OPERATOR') return { ...assignment, mover: wholeMover(mover) };
  if (announcedMoverId !== mover.id) return null;
  switch (relation) {
    case 'MOVER':
      return { ...assignment, mover: ownTeam(mover) };
    case 'OWNER': {
      const isActive = contactsShared && assignment.status === 'ACTIVE';
      return { ...assignment, mover: isActive ? moverOfCustomer(mover) : formerMoverOfCustomer(mover) };
    }
    case 'STRANGER':
      return null;
    default:
      return relation satisfies never;
  }
}

type Relation = 'OPERATOR' | 'OWNER' | 'MOVER' | 'STRANGER';

/** A mover may also own a call, like any customer. */
function relationTo(
  viewer: Viewer,
  { ownerId, moverId }: { readonly ownerId: string; readonly moverId: string },
): Relation {
  switch (viewer.role) {
    case 'OPERATOR':
      return 'OPERATOR';
    case 'MOVER':
      if (viewer.moverId === moverId) return 'MOVER';
      return viewer.id === ownerId ? 'OWNER' : 'STRANGER';
    case 'CUSTOMER':
      return viewer.id === ownerId ? 'OWNER' : 'STRANGER';
    case 'SERVICE':
      return 'STRANGER';
    default:
      return viewer.role satisfies never;
  }
}

/** A mover is shown to itself and to operators. A customer sees a mover only within an assignment. */
export const maySeeMover = (viewer: Viewer, moverId: string): boolean =>
  viewer.role === 'OPERATOR' || (viewer.role === 'MOVER' && viewer.moverId === moverId);

/** A mover for a viewer who may see it. */
export const moverSeenBy = (viewer: Viewer, mover: Mover): MoverView =>
  viewer.role === 'OPERATOR' ? wholeMover(mover) : ownTeam(mover);

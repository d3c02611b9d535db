import type { Viewer } from '@movecall/identity';
import type { MoveCallStatus } from '@movecall/schema/events';
import { addDays, type Day } from '@movecall/values/days';

/**
 * Who may see a call, and who may see which contacts in it. Contacts are a phone, an address and a number plate.
 *
 * The customer and the mover see each other's contacts as long as they share them: from the confirmation, which announces the
 * mover, until the call is cancelled, or until thirty days after the moving day. Everybody always sees their own contacts, and
 * operators see all.
 */

interface CallParties {
  readonly ownerId: string;
  /** The mover that was announced, also after the call was cancelled; null when none was. */
  readonly moverId: string | null;
}

interface CallState {
  readonly status: MoveCallStatus;
  readonly movingOn: Day;
}

/** The statuses of a call whose mover is announced and assigned. */
export const sharingStatuses = ['CONFIRMED', 'IN_PROGRESS', 'COMPLETED'] as const satisfies MoveCallStatus[];
/** A move counts as over by its day, whether anybody has reported that it is completed or not. */
const SHARED_DAYS = 30;

/** The moving day of the oldest call whose parties still share contacts. */
export const oldestSharingDay = (today: Day): Day => addDays(today, -SHARED_DAYS);

/** Whether the customer and the mover see each other's contacts. */
export const sharesContacts = ({ status, movingOn }: CallState, today: Day): boolean =>
  sharingStatuses.some((sharing) => sharing === status) && movingOn >= oldestSharingDay(today);

/** A call is shown to its owner, to its mover and to operators. */
export const maySeeCall = (viewer: Viewer, call: CallParties): boolean =>
  relationTo(viewer, call) !== 'STRANGER';

/** Whether a viewer may see the customer's phone and addresses. */
export const maySeeCustomerContacts = (viewer: Viewer, call: CallParties & CallState, today: Day): boolean =>
  maySeeContacts('OWNER', viewer, call, today);

/** Whether a viewer may see the mover's phone and plate. */
export const maySeeMoverContacts = (viewer: Viewer, call: CallParties & CallState, today: Day): boolean =>
  maySeeContacts('MOVER', viewer, call, today);

type Relation = 'OPERATOR' | 'OWNER' | 'MOVER' | 'STRANGER';

function maySeeContacts(
  whose: 'OWNER' | 'MOVER',
  viewer: Viewer,
  call: CallParties & CallState,
  today: Day,
): boolean {
  const relation = relationTo(viewer, call);
  if (relation === 'STRANGER') return false;
  return relation === 'OPERATOR' || relation === whose || sharesContacts(call, today);
}

/** A mover may also own a call, like any customer. */
function relationTo(viewer: Viewer, { ownerId, moverId }: CallParties): Relation {
  switch (viewer.role) {
    case 'OPERATOR':
      return 'OPERATOR';
    case 'MOVER':
      if (viewer.id === ownerId) return 'OWNER';
      return moverId !== null && viewer.moverId === moverId ? 'MOVER' : 'STRANGER';
    case 'CUSTOMER':
      return viewer.id === ownerId ? 'OWNER' : 'STRANGER';
    case 'SERVICE':
      return 'STRANGER';
    default:
      return viewer.role satisfies never;
  }
}

import type { MoveCallStatus } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';

/**
 * Whether a call still goes on: then nothing of its customer's data may be erased. A confirmed call is over with its moving day,
 * as long as no mover reports that the move has taken place.
 *
 * @param today in Seoul
 */
export function isOpen({ status, movingOn }: OpenCall, today: Day): boolean {
  switch (status) {
    case 'REQUESTED':
    case 'ASSIGNING':
    case 'IN_PROGRESS':
      return true;
    case 'CONFIRMED':
      return movingOn >= today;
    case 'COMPLETED':
    case 'CANCELLED':
      return false;
    default:
      return status satisfies never;
  }
}

interface OpenCall {
  readonly status: MoveCallStatus;
  readonly movingOn: Day;
}

import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';

/** The part of a call that never changes: what the customer asked for. */
export interface CallRecord {
  /** Also the id of the attempt. */
  readonly id: string;
  readonly ownerId: string;
  /** The owner's phone. */
  readonly tel: Tel;
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination: Place | null;
  readonly movingOn: Day;
  /** KRW. */
  readonly cost: number;
}

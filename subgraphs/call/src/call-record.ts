import type { Day } from '@movecall/values/days';
import type { MoveType } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';

/** What was asked for; it never changes. */
export interface CallRecord {
  /** The attempt's id. */
  readonly id: string;
  readonly ownerId: string;
  /** The owner's. */
  readonly tel: Tel;
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination: Place | null;
  readonly movingOn: Day;
  readonly cost: number;
}

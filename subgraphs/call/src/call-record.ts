import type { Day } from '@movecall/schema/days';
import type { MoveType } from '@movecall/schema/events';
import type { Place } from '@movecall/schema/places';
import type { Tel } from '@movecall/schema/tel';

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

import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';

/** What the customer asked for. */
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

/** The part of a call that never changes until its personal data is erased, which happens when the call is over. */
export interface KeptRecord extends Omit<CallRecord, 'tel'> {
  /** The owner's phone; null once it was erased. */
  readonly tel: Tel | null;
  readonly requestedAt: Date;
  readonly erasedAt: Date | null;
}

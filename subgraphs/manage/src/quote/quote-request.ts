import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import type { Access } from './access.ts';
import type { Counted, Load } from './load.ts';

/** Parts of a day in Asia/Seoul: 08 to 13, 13 to 18, and 08 to 18 o'clock. */
export const movingSlots = ['MORNING', 'AFTERNOON', 'ALL_DAY'] as const;
export type MovingSlot = (typeof movingSlots)[number];

/** What a customer wants a price for, checked. */
export interface QuoteRequest {
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination: Place | null;
  readonly movingOn: Day;
  readonly slot: MovingSlot;
  readonly load: Load;
  /** At the home to move out of. */
  readonly access: Access;
  readonly destinationAccess: Access;
  /** Codes of the price book. */
  readonly options: readonly Counted[];
}

import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import type { Access } from './access.ts';
import type { Counted, Load } from './load.ts';

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

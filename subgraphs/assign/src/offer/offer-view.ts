import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';

/** What a team is asked to take, as it sees it: without whose call it is and without the address. */
export interface Offer {
  readonly assignmentId: string;
  readonly expiresAt: Date;
  /** Whole metres from its base. */
  readonly distanceMeters: number;
  readonly moveType: MoveType;
  /** 시·군·구, as 서울 마포구; null when it is not known. */
  readonly region: string | null;
  readonly movingOn: Day;
  readonly slot: MovingSlot;
  /** Null for any load. */
  readonly tons: number | null;
  /** KRW. */
  readonly cost: number;
}

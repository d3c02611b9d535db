import type { MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';

/** The time of a team that is kept for a call while manage settles a reschedule. */
export interface Hold {
  /** Of manage's attempt to reschedule the call. */
  readonly id: string;
  readonly callId: string;
  readonly moverId: string;
  readonly movingOn: Day;
  readonly slot: MovingSlot;
  /** What it takes of the team's day. */
  readonly takes: MovingSlot;
  /** Great-circle distance between the team's base and the home, whole metres. */
  readonly distanceMeters: number;
  /** Why an operator has chosen the team; null when nobody has. */
  readonly reason: string | null;
}

/**
 *   (not known) ──hold──▶ HELD ──the call is rescheduled, the attempt is withdrawn, or the call is cancelled──▶ OVER
 *        └──the attempt is withdrawn──▶ OVER
 *
 * OVER is final. It is the tombstone that refuses a hold which arrives after its withdrawal.
 */
export type HoldState =
  /** `isGivenBack`: the team has given the call back since; another one gets it at the held time. */
  | { readonly status: 'HELD'; readonly hold: Hold; readonly isGivenBack: boolean }
  | { readonly status: 'OVER'; readonly callId: string };

/** Where a call is to be moved. */
export interface NewTime {
  readonly movingOn: Day;
  readonly slot: MovingSlot;
}

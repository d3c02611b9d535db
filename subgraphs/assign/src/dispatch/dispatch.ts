import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';
import type { Mover } from '../mover/mover.ts';

/** Manage's request for a mover for one call. */
export interface AssignmentRequest {
  readonly callId: string;
  /** Opaque id of the call's owner. */
  readonly ownerId: string;
  /** The owner's phone: a mover with this phone does not get the call. Null when it is not known. */
  readonly ownerTel: Tel | null;
  readonly moveType: MoveType;
  /** The customer's home. */
  readonly location: Place;
  readonly movingOn: Day;
  /** The part of the day that the move takes. */
  readonly slot: MovingSlot;
  /** The load; null when nobody told, then any team can take it. */
  readonly tons: number | null;
  /** KRW. */
  readonly cost: number;
  /**
   * Whether it was accepted with a quote. Its customer has consented to companies, so only a team of a company may come whose
   * insurance covers the moving day.
   */
  readonly hasQuote: boolean;
  /** When manage accepted it. */
  readonly requestedAt: Date;
}

/** A mover that can do a request, as `fit.ts` says. */
export interface Candidate {
  readonly mover: Pick<Mover, 'id' | 'name' | 'tel' | 'plate' | 'company' | 'slotsPerDay'>;
  /** Great-circle distance between its base and the home, whole metres. */
  readonly distanceMeters: number;
  /** When its latest active assignment was made; null when it has none. */
  readonly lastAssignedAt: Date | null;
}

/**
 * Why a call waits: no team that is available takes this type of move to this home; none of them takes the load; all of those that do are
 * taken, have a day off, or may not have the call; a team that was asked has declined or kept silent, and no other is free.
 */
export const waitingReasons = [
  'NO_TEAM_IN_AREA',
  'NO_TEAM_FOR_LOAD',
  'NO_MOVER_FREE',
  'ALL_DECLINED',
] as const;
export type WaitingReason = (typeof waitingReasons)[number];

/**
 * Chooses the nearest candidate for a request. Of candidates that are equally near to the metre, it chooses the one without work
 * for longest, so that movers that share a base take turns.
 *
 * @param candidates in any order; at least all of the nearest ones
 * @param today no mover is assigned for a day before it
 */
export function dispatch(
  request: AssignmentRequest,
  candidates: readonly Candidate[],
  today: Day,
): Candidate | undefined {
  return chooseFrom(request, candidates, today);
}

/** What of a candidate decides. */
interface Ranked extends Pick<Candidate, 'distanceMeters' | 'lastAssignedAt'> {
  readonly mover: Pick<Mover, 'id'>;
}

/** The same on as much of request and candidates as decides. */
export const chooseFrom = <C extends Ranked>(
  { movingOn }: Pick<AssignmentRequest, 'movingOn'>,
  candidates: readonly C[],
  today: Day,
): C | undefined => (movingOn < today ? undefined : candidates.toSorted(byDistanceThenFairness)[0]);

const byDistanceThenFairness = (a: Ranked, b: Ranked): number =>
  a.distanceMeters - b.distanceMeters ||
  (a.lastAssignedAt?.getTime() ?? 0) - (b.lastAssignedAt?.getTime() ?? 0) ||
  (a.mover.id < b.mover.id ? -1 : 1);

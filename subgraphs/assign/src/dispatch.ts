import type { Day } from '@movecall/values/days';
import type { MoveType } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';

/** manage's request for a mover for one call. */
export interface AssignmentRequest {
  readonly callId: string;
  /** Opaque id of the call's owner. */
  readonly ownerId: string;
  readonly moveType: MoveType;
  /** The home. */
  readonly location: Place;
  readonly movingOn: Day;
  /** KRW. */
  readonly cost: number;
  /** When manage accepted it. */
  readonly requestedAt: Date;
}

/** A mover that is available, offers the move type and is not booked on the day. */
export interface Candidate {
  readonly mover: { readonly id: string; readonly name: string; readonly tel: Tel; readonly plate: string };
  /** Great-circle distance between its base and the home, whole metres. */
  readonly distanceMeters: number;
  /** When it was last given work that it still has or has done; null when it never was. */
  readonly lastAssignedAt: Date | null;
}

export type Dispatched =
  | { readonly type: 'AssignmentCompleted'; readonly candidate: Candidate }
  | { readonly type: 'AssignmentFailed'; readonly reason: WaitingReason };

export const waitingReasons = ['NO_MOVER_FREE'] as const;
export type WaitingReason = (typeof waitingReasons)[number];

/**
 * Gives the request to exactly one of the candidates, the nearest. Among those equally near to the metre the one that has
 * gone without work for longest comes first, so that teams that share a base share the work.
 *
 * @param candidates at least all of those nearest to the home, in any order.
 * @param today a day that is over finds nobody: a move cannot be confirmed for the past.
 */
export function dispatch(
  request: AssignmentRequest,
  candidates: readonly Candidate[],
  today: Day,
): Dispatched {
  const [first] = request.movingOn < today ? [] : candidates.toSorted(byDistanceThenFairness);
  return first
    ? { type: 'AssignmentCompleted', candidate: first }
    : { type: 'AssignmentFailed', reason: 'NO_MOVER_FREE' };
}

const byDistanceThenFairness = (a: Candidate, b: Candidate): number =>
  a.distanceMeters - b.distanceMeters ||
  (a.lastAssignedAt?.getTime() ?? 0) - (b.lastAssignedAt?.getTime() ?? 0) ||
  (a.mover.id < b.mover.id ? -1 : 1);

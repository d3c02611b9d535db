import type { ReleaseCause } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { AssignmentRequest, Candidate, WaitingReason } from '../dispatch/dispatch.ts';
import type { Hold } from '../hold/hold.ts';
import type { Mover } from '../mover/mover.ts';
import type { ReportedStep } from '../progress/progress.ts';
import type { HeldCall } from './call-state.ts';

/** What the decisions about calls and movers can have for a result. */

/** One team for one call. */
export interface Made {
  readonly request: AssignmentRequest;
  readonly assignmentId: string;
  readonly mover: Candidate['mover'];
  readonly distanceMeters: number;
}

export type AssignmentFact =
  | (Made & {
      readonly type: 'Assigned';
      /** The request has another time than before. */
      readonly isRescheduled?: true;
      /** Who gave the call to the team; absent: dispatch. */
      readonly givenBy?: 'OPERATOR' | 'PLAN' | 'RESCUE';
    })
  | (Made & { readonly type: 'Offered'; readonly expiresAt: Date; readonly isRescheduled?: true })
  /** The team takes the call that it was offered. */
  | (Made & { readonly type: 'OfferAccepted' })
  /** A time is held for a call. */
  | { readonly type: 'Held'; readonly hold: Hold }
  /** A hold is used or withdrawn, or must not be made any more. */
  | { readonly type: 'HoldEnded'; readonly holdId: string; readonly callId: string }
  /** A request has another time, and perhaps another cost. `kept`: with the team that it has; else a release or an assignment follows. */
  | {
      readonly type: 'Rescheduled';
      readonly request: AssignmentRequest;
      readonly from: Pick<AssignmentRequest, 'movingOn' | 'slot'>;
      readonly kept: Omit<Made, 'request'> | null;
    }
  | {
      readonly type: 'NoMoverFree';
      readonly request: AssignmentRequest;
      readonly reason: WaitingReason;
      readonly isRescheduled?: true;
    }
  | { readonly type: 'Voided'; readonly callId: string }
  | { readonly type: 'Cancelled'; readonly callId: string }
  /** What becomes of the call is the next fact about it. */
  | {
      readonly type: 'Released';
      /** As it was for the team. */
      readonly request: AssignmentRequest;
      readonly assignmentId: string;
      readonly moverId: string;
      readonly companyId: string | null;
      readonly cause: ReleaseCause;
      /** The team was asked only. */
      readonly wasOffer: boolean;
      /** As somebody has written it; null when nobody did. */
      readonly reason: string | null;
    }
  | (ReportedStep & { readonly type: 'ProgressReported'; readonly callId: string })
  | { readonly type: 'Erased'; readonly callId: string }
  | { readonly type: 'Registered'; readonly mover: Mover }
  | {
      readonly type: 'AvailabilityChanged';
      readonly moverId: string;
      readonly available: boolean;
      /** The days of the jobs that it has, from today on. */
      readonly jobDays: readonly Day[];
    }
  /** All of the mover, as it is from now on. */
  | { readonly type: 'Updated'; readonly mover: Mover }
  /** All of the mover's days off from a day on. */
  | {
      readonly type: 'DaysOffSet';
      readonly moverId: string;
      readonly from: Day;
      readonly days: readonly Day[];
    };

/** After these, a team does not get the same call again. */
export const givenBack: readonly ReleaseCause[] = ['DROPPED', 'NO_SHOW', 'DECLINED', 'EXPIRED'];

/** The fact that a call loses the assignment that it has. */
export function released(
  { status, request, assignment }: HeldCall,
  cause: ReleaseCause,
  reason: string | null = null,
): Extract<AssignmentFact, { type: 'Released' }> {
  const { id: assignmentId, moverId, companyId } = assignment;
  const wasOffer = status === 'OFFERED';
  return { type: 'Released', request, assignmentId, moverId, companyId, cause, wasOffer, reason };
}

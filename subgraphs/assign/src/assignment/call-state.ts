import type { AssignmentRequest, WaitingReason } from '../dispatch/dispatch.ts';

/**
 * Each call is in one of these states:
 *
 *   (not known) ──request──▶ ASSIGNED ◀──a mover becomes free── WAITING ◀──request, no mover is free── (not known)
 *        │                      └──────────cancel──▶ CANCELLED ◀──cancel─────┘
 *        └──cancel──▶ VOID
 *
 * A team of a company that wants to be asked is offered the call: OFFERED, and ASSIGNED once it accepts. An ASSIGNED call can lose its team,
 * an OFFERED one is declined or not answered: then the next team has it or is asked at once, or it waits. A call that is not over and that is rescheduled is
 * ASSIGNED to the team whose time was held for it (`hold.ts`).
 *
 * VOID is the tombstone of a call that was cancelled before its request arrived: the request is refused when it arrives. CANCELLED and
 * VOID are final. Erasing leaves the status as it is.
 */
export type CallState =
  | { readonly status: 'VOID' }
  | { readonly status: 'WAITING'; readonly request: AssignmentRequest; readonly reason: WaitingReason }
  | {
      readonly status: 'ASSIGNED';
      readonly request: AssignmentRequest;
      readonly assignment: HeldAssignment;
    }
  | {
      readonly status: 'OFFERED';
      readonly request: AssignmentRequest;
      readonly assignment: OfferedAssignment;
    }
  | { readonly status: 'CANCELLED'; readonly request: AssignmentRequest };

/** The assignment of a call. */
export interface HeldAssignment {
  readonly id: string;
  readonly moverId: string;
  /** The mover's company when it got the call; null for a mover without one. */
  readonly companyId: string | null;
  /** When it got the call, or was asked. */
  readonly assignedAt: Date;
}

/** What a team is asked to take. It holds the team's time like a job. */
export interface OfferedAssignment extends HeldAssignment {
  readonly distanceMeters: number;
  /** From then on it cannot be accepted. */
  readonly expiresAt: Date;
}

/** A call that takes the time of a team: the team has it, or is asked. */
export type HeldCall = Extract<CallState, { readonly assignment: object }>;
export const isHeld = (call: CallState | undefined): call is HeldCall =>
  call !== undefined && 'assignment' in call;

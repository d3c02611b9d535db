import type { Viewer } from '@movecall/identity';
import type { Mover } from './mover.ts';

/** One mover for one call, as it is shown. */
export interface AssignmentView {
  readonly id: string;
  readonly callId: string;
  readonly ownerId: string;
  readonly status: AssignmentStatus;
  readonly mover: Mover;
  readonly distanceMeters: number;
  readonly assignedAt: Date;
}

export const assignmentStatuses = ['ACTIVE', 'RELEASED'] as const;
export type AssignmentStatus = (typeof assignmentStatuses)[number];

/** Whoever may see the call: its owner, the mover that has it, operators. */
export function maySeeAssignment(viewer: Viewer, assignment: AssignmentView): boolean {
  switch (viewer.role) {
    case 'OPERATOR':
      return true;
    case 'MOVER':
      // A mover's own moves are called like anybody's.
      return viewer.moverId === assignment.mover.id || viewer.id === assignment.ownerId;
    case 'CUSTOMER':
      return viewer.id === assignment.ownerId;
    case 'SERVICE':
      return false;
    default:
      return viewer.role satisfies never;
  }
}

/** Operators see every mover, a mover sees itself; a customer sees one only within an assignment. */
export const maySeeMover = (viewer: Viewer, moverId: string): boolean =>
  viewer.role === 'OPERATOR' || (viewer.role === 'MOVER' && viewer.moverId === moverId);

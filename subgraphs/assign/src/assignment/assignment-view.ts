import type { Mover } from '../mover/mover.ts';
import type { MoverView } from '../mover/mover-view.ts';

/** One mover for one call, as it is read. */
export interface AssignmentView {
  readonly id: string;
  readonly callId: string;
  readonly ownerId: string;
  readonly status: AssignmentStatus;
  readonly mover: Mover;
  readonly distanceMeters: number;
  readonly assignedAt: Date;
}

/** The same, as one viewer may see it. */
export type SeenAssignment = Omit<AssignmentView, 'mover'> & { readonly mover: MoverView };

export const assignmentStatuses = ['OFFERED', 'ACTIVE', 'RELEASED'] as const;
export type AssignmentStatus = (typeof assignmentStatuses)[number];

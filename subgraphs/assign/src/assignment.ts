import type { Mover } from './mover.ts';

/** One mover for one call, as the API shows it. */
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

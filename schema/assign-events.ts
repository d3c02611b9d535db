import { z } from 'zod';
import { define } from './define-event.ts';
import {
  company,
  coverage,
  day,
  moment,
  mover,
  movingSlots,
  moveTypes,
  jobsAtRisk,
  releaseCauses,
  sealed,
  summary,
  typedText,
  waysToGet,
} from './event-values.ts';

/** The events of assign: what becomes of calls, and what is known of movers and companies. */

/** What a reschedule has changed of a call: as it is now. */
const rescheduled = z.object({
  movingOn: day,
  slot: z.enum(movingSlots),
  /** KRW. */
  cost: z.int(),
  /** The time that a mover had the call at, who keeps it. */
  from: z.object({ movingOn: day, slot: z.enum(movingSlots) }).optional(),
});

/** The other phones that sign in as a mover. Older events lack them. */
const members = z.array(sealed).optional();

/** The versions in which events are published that tell of no reschedule, so that consumers of an earlier release read them. */
export const WITHOUT_RESCHEDULE = { AssignmentCompleted: 2, AssignmentFailed: 3 } as const;

/** 할당확인됨: a mover is assigned to the call. Version 2 knows no reschedules. */
export const AssignmentCompleted = define('AssignmentCompleted', 3, 'assign', {
  assignmentId: z.uuid(),
  mover,
  distanceMeters: z.int().nonnegative(),
  /** The company of the mover; null for a mover without one. Older events lack it. */
  company: company.nullable().optional(),
  /** The call was moved to this time, with the mover that it had or with another one. Absent: its time is as it was. */
  rescheduled: rescheduled.optional(),
  /** Older events lack it and the summary: nobody tells the mover of them. */
  givenBy: z.enum(waysToGet).optional(),
  summary: summary.optional(),
});

/**
 * 할당제안됨: a mover is asked whether it takes the call. AssignmentCompleted follows when it accepts, AssignmentCancelled and the next
 * team's event, or AssignmentFailed, when it does not.
 */
export const AssignmentOffered = define('AssignmentOffered', 1, 'assign', {
  assignmentId: z.uuid(),
  mover,
  distanceMeters: z.int().nonnegative(),
  expiresAt: moment,
  /** What the mover is told of the call. */
  summary,
  /** The call was moved to this time. Absent: its time is as it was. */
  rescheduled: rescheduled.optional(),
});

/** 할당실패됨: no mover can do it; the request keeps waiting. Version 1 knows NO_MOVER_FREE only, version 2 not ALL_DECLINED, version 3 no reschedules. */
export const AssignmentFailed = define('AssignmentFailed', 4, 'assign', {
  reason: z.enum(['NO_TEAM_IN_AREA', 'NO_TEAM_FOR_LOAD', 'NO_MOVER_FREE', 'ALL_DECLINED']),
  /** The call was moved to this time, at which it waits. Absent: its time is as it was. */
  rescheduled: rescheduled.optional(),
});

/** 할당취소됨: the assignment, or the offer of one, was released; its mover is free again. Older events have the id only; they follow from a cancel of the call. */
export const AssignmentCancelled = define('AssignmentCancelled', 1, 'assign', {
  assignmentId: z.uuid(),
  cause: z.enum(releaseCauses).optional(),
  moverId: z.uuid().optional(),
  /** The mover's company when it got the call; null for a mover without one. */
  companyId: z.uuid().nullable().optional(),
  /** The mover was asked only. Older events lack it, the mover and the summary. */
  wasOffer: z.boolean().optional(),
  mover: mover.optional(),
  /** The call as it was for the mover. */
  summary: summary.optional(),
});

/** What a team reports of the day itself. Each step happens once for an assignment; `time` is when it was received. */
const step = {
  assignmentId: z.uuid(),
  moverId: z.uuid(),
  /** When it happened, as the team says. */
  at: moment,
};

/** 출발보고됨: the team that has the call is on its way to the home. */
export const TeamDeparted = define('TeamDeparted', 1, 'assign', step);

/** 도착보고됨: the team is there. */
export const TeamArrived = define('TeamArrived', 1, 'assign', step);

/** 이사업체등록됨: an operator registered a mover; the correlation id is the mover's. */
export const MoverRegistered = define('MoverRegistered', 2, 'assign', {
  moverId: z.uuid(),
  name: typedText,
  tel: sealed,
  /** The company to which it belongs; null for a mover without one. Older events lack it. */
  companyId: z.uuid().nullable().optional(),
  /** The types of moves that it takes. Older events lack them. */
  moveTypes: z.array(z.enum(moveTypes)).optional(),
  members,
  /** Older events lack it: they do not tell where the team goes. */
  coverage: coverage.optional(),
});

/** 이사업체변경됨: an operator changed what is known of a mover: all of it that others keep, as it is now; the correlation id is the mover's. */
export const MoverUpdated = define('MoverUpdated', 1, 'assign', {
  moverId: z.uuid(),
  /** Null for a mover without one. */
  companyId: z.uuid().nullable(),
  moveTypes: z.array(z.enum(moveTypes)),
  available: z.boolean(),
  members,
  /** Older events lack it: they do not tell where the team goes. */
  coverage: coverage.optional(),
});

/** 이사업체가용상태변경됨: an operator switched a mover on or off; the correlation id is the mover's. */
export const MoverAvailabilityChanged = define('MoverAvailabilityChanged', 1, 'assign', {
  moverId: z.uuid(),
  available: z.boolean(),
  /** The jobs that it has and that somebody has to look at, since it was switched off. */
  jobsAtRisk: jobsAtRisk.extend({ team: typedText }).optional(),
});

/** 이사회사등록됨: an operator registered a company; the correlation id is the company's. */
export const CompanyRegistered = define('CompanyRegistered', 1, 'assign', { company });

/** 이사회사변경됨: an operator changed what is known of a company: all of it, as it is now. */
export const CompanyUpdated = define('CompanyUpdated', 1, 'assign', {
  company,
  /** The jobs of its teams that its insurance covered before, and covers no more. */
  jobsAtRisk: jobsAtRisk.optional(),
});

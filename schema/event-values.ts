import { z } from 'zod';

/** Values that several events have. */

export const moveTypes = ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'] as const;
export type MoveType = (typeof moveTypes)[number];
/** Parts of a day in Asia/Seoul: 08 to 13, 13 to 18, and 08 to 18 o'clock. */
export const movingSlots = ['MORNING', 'AFTERNOON', 'ALL_DAY'] as const;
export type MovingSlot = (typeof movingSlots)[number];
export const moveCallStatuses = [
  'REQUESTED',
  'ASSIGNING',
  'CONFIRMED',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
] as const;
export type MoveCallStatus = (typeof moveCallStatuses)[number];

/** Why a mover does not have a call any more. */
export const releaseCauses = [
  'CALL_CANCELLED',
  /** The team has ended its part; or was not there half an hour after the slot had begun. */
  'DROPPED',
  'NO_SHOW',
  /** An operator gave the call to another team. */
  'REASSIGNED',
  /** The team declined an offer; or did not answer in time. */
  'DECLINED',
  'EXPIRED',
  /** The call has another day or slot. */
  'RESCHEDULED',
  'TEAM_OFF',
  'INSURANCE_ENDED',
] as const;
export type ReleaseCause = (typeof releaseCauses)[number];

export const day = z.iso.date();
export const moment = z.iso.datetime();
/** Events of an earlier release lack it: they are about the whole day. */
export const slot = z.enum(movingSlots).optional();

/** AES-256-GCM under a shared key: `<key id>.<iv>.<ciphertext>`. An event holds a phone or a login code only in this form. */
export const sealed = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

/**
 * A text that a person typed. People write phones into texts, so it is published sealed. Events of an earlier version hold it
 * readable.
 */
export const typedText = z.union([z.object({ sealed }), z.string()]);
export type TypedText = z.infer<typeof typedText>;

export const place = z.object({
  /** The district; empty where none is known. What the customer typed is needed by call only. */
  address: z.string(),
  district: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
});

export const mover = z.object({ id: z.uuid(), name: typedText, tel: sealed, plate: z.string() });

/** What a team is told of a call. */
export const summary = z.object({
  moveType: z.enum(moveTypes),
  /** The 시·군·구 to move out of, as 서울 마포구; null where none is known. */
  region: z.string().nullable(),
  movingOn: day,
  slot: z.enum(movingSlots),
  /** The load, in metric tons; null for any. */
  tons: z.number().positive().nullable(),
});
export type JobSummary = z.infer<typeof summary>;

/** How a mover comes to have a call: by dispatch, an offer that it accepted, an operator, a plan of the day, since another team failed, or with the call's new time. KEPT: it had the call, and has it at the new time. */
export const waysToGet = ['DISPATCH', 'OFFER', 'OPERATOR', 'PLAN', 'RESCUE', 'RESCHEDULE', 'KEPT'] as const;
export type WayToGet = (typeof waysToGet)[number];

/** Jobs that somebody has to look at. */
export const jobsAtRisk = z.object({
  jobs: z.int().positive(),
  /** The first of their days. */
  firstOn: day,
});

/** To which homes a team goes, and the largest load that it takes. */
export const coverage = z.object({
  /** Of its base. */
  latitude: z.number(),
  longitude: z.number(),
  /** Great-circle metres from base to home. */
  reachMeters: z.int().positive(),
  /** The 시·군·구 that it goes to, in full, as 서울 마포구, in place of a radius; null for an area with a radius. */
  sigungu: z.array(z.string()).nullable(),
  /** Metric tons; null for any load. */
  tons: z.number().positive().nullable(),
});

/** A moving company (이사업체), as of the moment of the event. */
export const company = z.object({
  id: z.uuid(),
  name: typedText,
  representative: typedText,
  /** 사업자등록번호, as 120-81-47521. */
  registrationNumber: z.string(),
  permitNumber: typedText,
  /** The last day on which its insurance covers a move. */
  insuredUntil: z.iso.date(),
  /** In the national form, as 0212345678. */
  phone: sealed,
  address: typedText,
});
export type PublishedCompany = z.infer<typeof company>;

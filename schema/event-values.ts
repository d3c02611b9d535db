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

import { z } from 'zod';
import { company, coverage, mover, place, sealed, typedText } from './event-values.ts';
import type { Producer } from './streams.ts';

/**
 * The published events: one union, each member with its own version. An event is a fact about a call, a mover, a company, a sign-in or
 * a person. The correlation id is the id of that call, mover, company, sign-in or person. A producer numbers its events of one correlation id from 1
 * without a gap.
 *
 * A field may be added. To change or remove a field, raise the version of the event and keep reading the old version.
 */

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

const day = z.iso.date();
const moment = z.iso.datetime();
/** Events of an earlier release lack it: they are about the whole day. */
const slot = z.enum(movingSlots).optional();

/** What a reschedule has changed of a call: as it is now. */
const rescheduled = z.object({
  movingOn: day,
  slot: z.enum(movingSlots),
  /** KRW. */
  cost: z.int(),
});

/** The other phones that sign in as a mover. Older events lack them. */
const members = z.array(sealed).optional();

const common = {
  id: z.uuid(),
  time: moment,
  correlationId: z.uuid(),
  sequence: z.int().positive(),
  causationId: z.uuid().nullable(),
  traceparent: z.string().nullable(),
};

const define = <T extends string, P extends Producer, D extends z.ZodRawShape>(
  type: T,
  version: number,
  producer: P,
  data: D,
) =>
  z.object({
    ...common,
    type: z.literal(type),
    /** The newest version that this build understands, or an earlier one. */
    version: z.int().min(1).max(version),
    producer: z.literal(producer),
    data: z.object(data),
  });

/** 할당요청됨: manage accepted the order; the correlation id is the call's. */
const AssignmentRequested = define('AssignmentRequested', 1, 'manage', {
  ownerId: z.uuid(),
  moveType: z.enum(moveTypes),
  location: place,
  movingOn: day,
  slot,
  cost: z.int(),
  /** The owner's phone: a mover's own call is not given to itself. Older events lack it. */
  ownerTel: sealed.optional(),
  /** The load of its quote, in metric tons; events without it are about any load. */
  tons: z.number().positive().optional(),
  /** Whether it was accepted with a quote: only a team of an insured company may come. Older events lack it; they are about no quote. */
  hasQuote: z.boolean().optional(),
});

/** 할당취소요청됨: assign must release the present or future assignment of the call. */
const AssignmentCancelRequested = define('AssignmentCancelRequested', 1, 'manage', {});

/**
 * 일정변경됨: manage moved the order of a call to another day or slot; the time is held at assign under the attempt's id, and assign
 * moves the assignment there.
 */
const OrderRescheduled = define('OrderRescheduled', 1, 'manage', {
  attemptId: z.uuid(),
  movingOn: day,
  slot: z.enum(movingSlots),
  /** KRW. */
  cost: z.int(),
});

/** 일정변경철회됨: an attempt to reschedule a call is void; assign frees the time that it holds for it, or will not hold it. */
const RescheduleWithdrawn = define('RescheduleWithdrawn', 1, 'manage', { attemptId: z.uuid() });

/** 할당확인됨: a mover is assigned to the call. Version 2 knows no reschedules. */
const AssignmentCompleted = define('AssignmentCompleted', 3, 'assign', {
  assignmentId: z.uuid(),
  mover,
  distanceMeters: z.int().nonnegative(),
  /** The company of the mover; null for a mover without one. Older events lack it. */
  company: company.nullable().optional(),
  /** The call was moved to this time, with the mover that it had or with another one. Absent: its time is as it was. */
  rescheduled: rescheduled.optional(),
});

/**
 * 할당제안됨: a mover is asked whether it takes the call. AssignmentCompleted follows when it accepts, AssignmentCancelled and the next
 * team's event, or AssignmentFailed, when it does not.
 */
const AssignmentOffered = define('AssignmentOffered', 1, 'assign', {
  assignmentId: z.uuid(),
  mover,
  distanceMeters: z.int().nonnegative(),
  expiresAt: moment,
  /** What the mover is told of the call. */
  summary: z.object({
    moveType: z.enum(moveTypes),
    /** The 시·군·구 to move out of, as 서울 마포구; null where none is known. */
    region: z.string().nullable(),
    movingOn: day,
    slot: z.enum(movingSlots),
    /** The load, in metric tons; null for any. */
    tons: z.number().positive().nullable(),
  }),
  /** The call was moved to this time. Absent: its time is as it was. */
  rescheduled: rescheduled.optional(),
});

/** 할당실패됨: no mover can do it; the request keeps waiting. Version 1 knows NO_MOVER_FREE only, version 2 not ALL_DECLINED. */
const AssignmentFailed = define('AssignmentFailed', 3, 'assign', {
  reason: z.enum(['NO_TEAM_IN_AREA', 'NO_TEAM_FOR_LOAD', 'NO_MOVER_FREE', 'ALL_DECLINED']),
});

/** 할당취소됨: the assignment, or the offer of one, was released; its mover is free again. Older events have the id only; they follow from a cancel of the call. */
const AssignmentCancelled = define('AssignmentCancelled', 1, 'assign', {
  assignmentId: z.uuid(),
  cause: z.enum(releaseCauses).optional(),
  moverId: z.uuid().optional(),
  /** The mover's company when it got the call; null for a mover without one. */
  companyId: z.uuid().nullable().optional(),
});

/** 이사업체등록됨: an operator registered a mover; the correlation id is the mover's. */
const MoverRegistered = define('MoverRegistered', 2, 'assign', {
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
const MoverUpdated = define('MoverUpdated', 1, 'assign', {
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
const MoverAvailabilityChanged = define('MoverAvailabilityChanged', 1, 'assign', {
  moverId: z.uuid(),
  available: z.boolean(),
});

/** 이사회사등록됨: an operator registered a company; the correlation id is the company's. */
const CompanyRegistered = define('CompanyRegistered', 1, 'assign', { company });

/** 이사회사변경됨: an operator changed what is known of a company: all of it, as it is now. */
const CompanyUpdated = define('CompanyUpdated', 1, 'assign', { company });

/** 호출취소됨: the call was cancelled. */
const CallCancelled = define('CallCancelled', 2, 'call', {
  reason: typedText.nullable(),
  /** Who cancelled; an operator for the company, or because the customer had asked for it. Older events lack it. */
  by: z.enum(['CUSTOMER', 'OPERATOR', 'OPERATOR_FOR_CUSTOMER']).optional(),
  /** The mover that had been announced, or null. Older events lack it. */
  announcedMoverId: z.uuid().nullable().optional(),
});

/** 호출철회됨: the attempt became VOID and its customer was asked to try again. */
const CallWithdrawn = define('CallWithdrawn', 1, 'call', {});

/** 호출상태변경됨: one per version of a call. It feeds the router's subscriptions and the customer's alerts. */
const MoveCallStatusChanged = define('MoveCallStatusChanged', 2, 'call', {
  version: z.int().positive(),
  status: z.enum(moveCallStatuses),
  at: moment,
  waitingReason: z.string().nullable(),
  /** Opaque id of the customer who owns the call: the router checks ownership by it. */
  ownerId: z.uuid(),
  mover: mover.nullable(),
  /** Opaque id of the assigned mover; after a cancellation, of the mover who was assigned before. */
  moverId: z.uuid().nullable().default(null),
  /** The phone that receives the alert. */
  recipient: z.object({ tel: sealed }),
  /** The details of the call that a message shows. */
  summary: z.object({
    moveType: z.enum(moveTypes),
    /** The district as people call it, as 마포구 or 부산 중구; the full address where no district is known, sealed. */
    address: typedText,
    movingOn: day,
    slot,
    cost: z.int(),
  }),
  /** The time that the call had before this version moved it. Absent: this version did not. */
  rescheduledFrom: z.object({ movingOn: day, slot: z.enum(movingSlots) }).optional(),
});

/** 인증번호요청됨: a login code must be sent; the correlation id is the sign-in's. */
const LoginCodeRequested = define('LoginCodeRequested', 1, 'call', {
  tel: sealed,
  code: sealed,
  expiresAt: moment,
});

/** 로그인종료됨: sessions ended before they expired; the correlation id is the person's. The router refuses their tokens. */
const SessionsEnded = define('SessionsEnded', 1, 'call', { sessionIds: z.array(z.uuid()).min(1) });

/** 호출개인정보파기됨: call erased the personal data of a call that is over. It is call's last event about that call. */
const CallErased = define('CallErased', 1, 'call', {});

/** 고객개인정보파기됨: a person had what is kept about them deleted, also what belongs to no call; the correlation id is the person's. */
const PersonErased = define('PersonErased', 1, 'call', {});

/** 주문개인정보파기됨: manage erased the address of an order, after CallErased. It is manage's last event about that call. */
const OrderErased = define('OrderErased', 1, 'manage', {});

/** 견적발송됨: an operator had a version of a quote sent to a phone; the correlation id is the quote's. */
const QuoteShared = define('QuoteShared', 1, 'manage', {
  /** The version of the quote. */
  version: z.int().positive(),
  moveType: z.enum(moveTypes),
  /** The district to move out of, as people call it; what was typed, sealed, where none is known. */
  address: typedText,
  movingOn: day,
  total: z.int(),
  validUntil: moment,
  recipient: z.object({ tel: sealed }),
});

/**
 * 계약완료됨: a version of a call's contract has its company, and call has announced a mover of it. The correlation id is the quote's, as of
 * all events on its stream.
 */
const ContractMade = define('ContractMade', 1, 'manage', {
  callId: z.uuid(),
  /** The version of the contract. */
  version: z.int().positive(),
  moveType: z.enum(moveTypes),
  /** The district to move out of, as people call it; what was typed, sealed, where none is known. */
  address: typedText,
  movingOn: day,
  companyName: typedText,
  total: z.int(),
  deposit: z.int(),
  recipient: z.object({ tel: sealed }),
});

/** 견적파기됨: manage deleted a quote, since its owner had their data deleted. Call's CallErased is about its call. */
const QuoteErased = define('QuoteErased', 1, 'manage', {});

/** 알림결과확정됨: an alert about a call reached its outcome. */
const AlertSettled = define('AlertSettled', 1, 'notifier', {
  deliveryId: z.uuid(),
  template: z.string(),
  channel: z.enum(['ALIMTALK']),
  outcome: z.enum(['DELIVERED', 'FAILED', 'SUPERSEDED']),
  at: moment,
});

const publishedEvent = z.discriminatedUnion('type', [
  AssignmentRequested,
  AssignmentCancelRequested,
  OrderRescheduled,
  RescheduleWithdrawn,
  AssignmentCompleted,
  AssignmentOffered,
  AssignmentFailed,
  AssignmentCancelled,
  MoverRegistered,
  MoverUpdated,
  MoverAvailabilityChanged,
  CompanyRegistered,
  CompanyUpdated,
  CallCancelled,
  CallWithdrawn,
  MoveCallStatusChanged,
  LoginCodeRequested,
  SessionsEnded,
  CallErased,
  PersonErased,
  OrderErased,
  QuoteShared,
  ContractMade,
  QuoteErased,
  AlertSettled,
]);

/** The schema of each published event, including its envelope. */
export const publishedEvents = publishedEvent.options;

export type PublishedEvent = z.infer<typeof publishedEvent>;
export type EventType = PublishedEvent['type'];
export type EventOf<T extends EventType> = Extract<PublishedEvent, { type: T }>;

/** An event as a decision returns it. The event log adds id, time, sequence and causation id. */
export type Fact<T extends EventType = EventType> = {
  [K in T]: { type: K; version: EventOf<K>['version']; correlationId: string; data: EventOf<K>['data'] };
}[T];

const versions = new Map<string, number>(
  publishedEvents.map(({ shape }) => [shape.type.value, shape.version.maxValue ?? 1]),
);

/** The version in which this build publishes a type of event. */
export const currentVersion = (type: EventType): number => versions.get(type) ?? 1;

/** Builds a fact of the current version of its type. */
export const fact = <T extends EventType>(
  type: T,
  correlationId: string,
  data: EventOf<T>['data'],
): Fact<T> => ({ type, version: currentVersion(type), correlationId, data });

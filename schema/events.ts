import { z } from 'zod';
import {
  AssignmentCompleted,
  AssignmentOffered,
  AssignmentFailed,
  AssignmentCancelled,
  TeamDeparted,
  TeamArrived,
  MoverRegistered,
  MoverUpdated,
  MoverAvailabilityChanged,
  CompanyRegistered,
  CompanyUpdated,
  WITHOUT_RESCHEDULE,
} from './assign-events.ts';
import { define } from './define-event.ts';
import {
  day,
  jobsAtRisk,
  moment,
  moveCallStatuses,
  mover,
  moveTypes,
  movingSlots,
  place,
  sealed,
  slot,
  summary,
  typedText,
} from './event-values.ts';

export { WITHOUT_RESCHEDULE } from './assign-events.ts';
export {
  type MoveCallStatus,
  moveCallStatuses,
  type MoveType,
  moveTypes,
  type MovingSlot,
  movingSlots,
  type ReleaseCause,
  releaseCauses,
} from './event-values.ts';

/**
 * The published events: one union, each member with its own version. An event is a fact about a call, a mover, a company, a sign-in or
 * a person. The correlation id is the id of that call, mover, company, sign-in or person. A producer numbers its events of one correlation id from 1
 * without a gap.
 *
 * A field may be added. To change or remove a field, raise the version of the event and keep reading the old version.
 */

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

/** 이사팀이탈알림요청됨: one operator must be told that a call's team dropped it or did not come. */
const TeamLostAlertRequested = define('TeamLostAlertRequested', 1, 'call', {
  recipient: z.object({ tel: sealed }),
  cause: z.enum(['DROPPED', 'NO_SHOW']),
  team: typedText,
  summary,
});

/** 위험일정알림요청됨: one operator must be told of jobs at risk; the correlation id is that of the team, or of the company without insurance. */
const JobsAtRiskAlertRequested = define('JobsAtRiskAlertRequested', 1, 'call', {
  recipient: z.object({ tel: sealed }),
  risk: z.enum(['TEAM_OFF', 'INSURANCE_ENDED']),
  /** Of the team or the company. */
  name: typedText,
  ...jobsAtRisk.shape,
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
  TeamDeparted,
  TeamArrived,
  MoverRegistered,
  MoverUpdated,
  MoverAvailabilityChanged,
  CompanyRegistered,
  CompanyUpdated,
  CallCancelled,
  CallWithdrawn,
  MoveCallStatusChanged,
  LoginCodeRequested,
  TeamLostAlertRequested,
  JobsAtRiskAlertRequested,
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

const earlierVersions: Partial<Record<EventType, readonly number[]>> = {
  AssignmentCompleted: [WITHOUT_RESCHEDULE.AssignmentCompleted],
  AssignmentFailed: [WITHOUT_RESCHEDULE.AssignmentFailed],
};

/** All versions in which this build publishes a type of event. */
export const publishedVersions = (type: EventType): readonly number[] => [
  ...(earlierVersions[type] ?? []),
  currentVersion(type),
];

/** Builds a fact of the current version of its type. */
export const fact = <T extends EventType>(
  type: T,
  correlationId: string,
  data: EventOf<T>['data'],
): Fact<T> => ({ type, version: currentVersion(type), correlationId, data });

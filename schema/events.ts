import { NotYetError } from '@movecall/eventlog';
import { z } from 'zod';

/**
 * The published events: one union, each member with its own version. An event is a fact about a call, a mover or a
 * sign-in; that one's id is its correlation id, and its producer numbers its events for that id from 1 without a gap.
 *
 * A field may be added; to change or remove one, raise the event's version and keep reading the old one.
 */

export const producers = ['call', 'manage', 'assign', 'notifier'] as const;
export type Producer = (typeof producers)[number];

/** Whose consumer groups each stream is for; a service's group has its name. The router reads as a bystander. */
export const consumersOf: Readonly<Record<Producer, readonly Producer[]>> = {
  call: ['manage', 'notifier'],
  manage: ['call', 'assign'],
  assign: ['call', 'manage'],
  notifier: ['call'],
};

/** The Redis stream that a producer's events go to. */
export const streamOf = (prefix: string, producer: Producer): string => `${prefix}:${producer}`;

export const moveTypes = ['FULL_PACKING', 'HALF_PACKING'] as const;
export type MoveType = (typeof moveTypes)[number];
export const moveCallStatuses = [
  'REQUESTED',
  'ASSIGNING',
  'CONFIRMED',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
] as const;
export type MoveCallStatus = (typeof moveCallStatuses)[number];

/** AES-256-GCM under one of the shared keys (`<key id>.<iv>.<ciphertext>`); phones and codes travel only like this. */
const sealed = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const day = z.iso.date();
const moment = z.iso.datetime();

const place = z.object({
  address: z.string(),
  district: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
});

const mover = z.object({ id: z.uuid(), name: z.string(), tel: sealed, plate: z.string() });

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
  version: 1,
  producer: P,
  data: D,
) =>
  z.object({
    ...common,
    type: z.literal(type),
    version: z.literal(version),
    producer: z.literal(producer),
    data: z.object(data),
  });

/** 할당요청됨: manage accepted the order; the correlation id is the call's. */
const AssignmentRequested = define('AssignmentRequested', 1, 'manage', {
  ownerId: z.uuid(),
  moveType: z.enum(moveTypes),
  location: place,
  movingOn: day,
  cost: z.int(),
});

/** 할당취소요청됨: whatever is or will be assigned for the call is to be released. */
const AssignmentCancelRequested = define('AssignmentCancelRequested', 1, 'manage', {});

/** 할당확인됨. */
const AssignmentCompleted = define('AssignmentCompleted', 1, 'assign', {
  assignmentId: z.uuid(),
  mover,
  distanceMeters: z.int().nonnegative(),
});

/** 할당실패됨: nobody is free; the request keeps waiting. */
const AssignmentFailed = define('AssignmentFailed', 1, 'assign', { reason: z.enum(['NO_MOVER_FREE']) });

/** 할당취소됨: the mover is free again. */
const AssignmentCancelled = define('AssignmentCancelled', 1, 'assign', { assignmentId: z.uuid() });

/** 이사업체등록됨; the correlation id is the mover's. */
const MoverRegistered = define('MoverRegistered', 1, 'assign', {
  moverId: z.uuid(),
  name: z.string(),
  tel: sealed,
});

/** The switch that a person sets. */
const MoverAvailabilityChanged = define('MoverAvailabilityChanged', 1, 'assign', {
  moverId: z.uuid(),
  available: z.boolean(),
});

/** 호출취소됨. */
const CallCancelled = define('CallCancelled', 1, 'call', { reason: z.string().nullable() });

/** 호출철회됨: the attempt was answered "try again" and is void. */
const CallWithdrawn = define('CallWithdrawn', 1, 'call', {});

/** 호출상태변경됨: one per version of a call; the router's subscriptions and the customer's alerts come from it. */
const MoveCallStatusChanged = define('MoveCallStatusChanged', 1, 'call', {
  version: z.int().positive(),
  status: z.enum(moveCallStatuses),
  at: moment,
  waitingReason: z.string().nullable(),
  /** Opaque id of the call's owner, for ownership checks without a phone. */
  ownerId: z.uuid(),
  mover: mover.nullable(),
  /** The mover whose call it is, or was until it was cancelled: opaque, for whom this concerns. */
  moverId: z.uuid().nullable().default(null),
  /** Who is told. */
  recipient: z.object({ tel: sealed }),
  /** What a message says of the call. */
  summary: z.object({
    moveType: z.enum(moveTypes),
    /** The district, or the address where no district is known. */
    address: z.string(),
    movingOn: day,
    cost: z.int(),
  }),
});

/** 인증번호요청됨; the correlation id is the sign-in's. */
const LoginCodeRequested = define('LoginCodeRequested', 1, 'call', {
  tel: sealed,
  code: sealed,
  expiresAt: moment,
});

/** 알림결과확정됨: how an alert about a call ended. */
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
  AssignmentCompleted,
  AssignmentFailed,
  AssignmentCancelled,
  MoverRegistered,
  MoverAvailabilityChanged,
  CallCancelled,
  CallWithdrawn,
  MoveCallStatusChanged,
  LoginCodeRequested,
  AlertSettled,
]);

/** Of each published event, its shape in the event log's envelope. */
export const publishedEvents = publishedEvent.options;

export type PublishedEvent = z.infer<typeof publishedEvent>;
export type EventType = PublishedEvent['type'];
export type EventOf<T extends EventType> = Extract<PublishedEvent, { type: T }>;

/** What a decision states; the event log adds the id, the time, the sequence and what caused it. */
export type Fact<T extends EventType = EventType> = {
  [K in T]: { type: K; version: EventOf<K>['version']; correlationId: string; data: EventOf<K>['data'] };
}[T];

export const fact = <T extends EventType>(
  type: T,
  correlationId: string,
  data: EventOf<T>['data'],
): Fact<T> => ({ type, version: 1, correlationId, data });

const known = new Map<string, number>(
  publishedEvent.options.map(({ shape }) => [shape.type.value, shape.version.value]),
);

/**
 * Parses an envelope read from a stream.
 *
 * @returns null for a type that this build does not know: a newer producer may speak of more.
 * @throws NotYetError for a version that is newer than this build: it waits for the build that understands it, since what it
 *   says may matter. Upgrade consumers before producers, and nothing waits.
 * @throws ZodError when a known type does not have its shape.
 */
export function parseEvent(envelope: {
  readonly type: string;
  readonly version: number;
}): PublishedEvent | null {
  const version = known.get(envelope.type);
  if (version === undefined) return null;
  if (envelope.version > version)
    throw new NotYetError(`${envelope.type} ${envelope.version} is newer than this build`);
  return publishedEvent.parse(envelope);
}

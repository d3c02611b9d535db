import { traceIdOf } from '@movecall/telemetry/trace';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';

export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** An event, as the outbox stores it, the stream carries it and a consumer's handler receives it. */
export interface EventEnvelope {
  /** A UUID. */
  readonly id: string;
  readonly type: string;
  /** The version of the type's schema. */
  readonly version: number;
  /** When the event was recorded, RFC 3339. */
  readonly time: string;
  /** The service that recorded the event. */
  readonly producer: string;
  /** The UUID of what the event is about. */
  readonly correlationId: string;
  /** 1, 2, 3 … within (producer, correlationId), without a gap. */
  readonly sequence: number;
  /** When the event with the sequence before this one was recorded, RFC 3339. Absent where there is none, or it is not known. */
  readonly previousTime?: string;
  /** The id of the event or request that caused this event. */
  readonly causationId: string | null;
  /** The W3C trace context of the work that recorded the event. */
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** What a decision states. `appendEvents` makes an event of it. */
export interface Fact {
  readonly type: string;
  readonly version: number;
  readonly correlationId: string;
  readonly data: unknown;
  /** Its own cause, when the facts of one transaction have different causes. */
  readonly cause?: Cause;
}

/** What led to a decision. Every event of the decision carries it. */
export interface Cause {
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

/** How log lines name an event: `fact` is the message of its line, `fields` are the line's fields. */
export type DescribeEvent = (event: EventEnvelope) => {
  readonly fact: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** The default: the type as the message, and the envelope's ids as fields. */
export const describeAnyEvent: DescribeEvent = ({ id, type, correlationId, traceparent }) => ({
  fact: type,
  fields: { correlationId, traceId: traceIdOf(traceparent), eventId: id, type },
});

/** The cause of the events that a consumer records when it handles `event`. */
export const causedBy = (event: EventEnvelope): Cause => ({
  causationId: event.id,
  traceparent: event.traceparent,
});

import { traceIdOf } from '@movecall/telemetry/trace';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';

export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** An event as it stands in the outbox, on the stream and in a consumer's hands. */
export interface EventEnvelope {
  readonly id: string;
  readonly type: string;
  /** Of the type's shape. */
  readonly version: number;
  /** RFC 3339. */
  readonly time: string;
  readonly producer: string;
  /** What the event is about; the producer numbers its events for it. */
  readonly correlationId: string;
  /** 1, 2, 3 … within (producer, correlationId), without a gap. */
  readonly sequence: number;
  /** The id of the event or request that caused this one. */
  readonly causationId: string | null;
  /** W3C Trace Context of the work that stated it. */
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** What a decision states. */
export interface Fact {
  readonly type: string;
  readonly version: number;
  readonly correlationId: string;
  readonly data: unknown;
}

/** What led to it: taken over into each event that follows. */
export interface Cause {
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

/** What log lines say of an event: in a word what it tells, and the fields that name it. */
export type DescribeEvent = (event: EventEnvelope) => {
  readonly fact: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** For who knows no better. */
export const describeAnyEvent: DescribeEvent = ({ id, type, correlationId, traceparent }) => ({
  fact: type,
  fields: { correlationId, traceId: traceIdOf(traceparent), eventId: id, type },
});

/** The cause that an event is for what its consumer states. */
export const causedBy = (event: EventEnvelope): Cause => ({
  causationId: event.id,
  traceparent: event.traceparent,
});

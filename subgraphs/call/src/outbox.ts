import { appendEvents, type Cause, type Transaction } from '@movecall/eventlog';
import { continueTrace } from '@movecall/telemetry/trace';
import type { Fact } from '@movecall/schema/events';

/** When a command is executed, and what led to it. */
export interface CommandMetadata {
  readonly now: Date;
  readonly cause: Cause;
}

/** The metadata of a command that no request and no event has caused. */
export const unprompted = (now: Date): CommandMetadata => ({
  now,
  cause: { causationId: null, traceparent: continueTrace(null) },
});

/** Appends facts to the outbox, in the transaction that makes them true. */
export type AppendFacts = (
  tx: Transaction,
  metadata: CommandMetadata,
  facts: readonly Fact[],
) => Promise<void>;

export const createAppendFacts =
  (newId: () => string): AppendFacts =>
  (tx, { now, cause }, facts) =>
    appendEvents(tx, { producer: 'call', cause, now, newId }, facts);

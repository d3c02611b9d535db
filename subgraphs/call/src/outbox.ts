import { appendEvents, type Cause, type Transaction } from '@movecall/eventlog';
import type { Fact } from '@movecall/schema/events';

/** When a command is executed, and what led to it. */
export interface CommandMetadata {
  readonly now: Date;
  readonly cause: Cause;
}

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

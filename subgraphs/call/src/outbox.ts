import { appendEvents, type Cause, type Transaction } from '@movecall/eventlog';
import { continueTrace } from '@movecall/telemetry/trace';
import { type Fact, streamNameOf } from '@movecall/schema/events';
import { loginOutbox } from './tables.ts';

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

/** Appends facts to the outbox of their stream, in the transaction that makes them true. */
export type AppendFacts = (
  tx: Transaction,
  metadata: CommandMetadata,
  facts: readonly Fact[],
) => Promise<void>;

export const createAppendFacts =
  (newId: () => string): AppendFacts =>
  async (tx, { now, cause }, facts) => {
    const options = { producer: 'call', cause, now, newId } as const;
    const isLogin = ({ type }: Fact): boolean => streamNameOf({ ...options, type }) === 'call-logins';
    await appendEvents(
      tx,
      options,
      facts.filter((fact) => !isLogin(fact)),
    );
    await appendEvents(tx, { ...options, outbox: loginOutbox }, facts.filter(isLogin));
  };

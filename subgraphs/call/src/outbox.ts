import {
  appendEvents,
  type AppendOptions,
  type Cause,
  type Fact,
  type Transaction,
} from '@movecall/eventlog';
import { continueTrace } from '@movecall/telemetry/trace';
import { streamNameOf } from '@movecall/schema/streams';
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

/**
 * Appends facts to the outbox of their stream, in the transaction that makes them true. The cause in the metadata is that of the facts
 * that have none of their own.
 */
export type AppendFacts = (
  tx: Transaction,
  metadata: Pick<AppendOptions, 'now' | 'cause'>,
  facts: readonly Fact[],
) => Promise<void>;

export const createAppendFacts =
  (newId: () => string): AppendFacts =>
  async (tx, metadata, facts) => {
    const options = { ...metadata, producer: 'call', newId } as const;
    const isLogin = ({ type }: Fact): boolean => streamNameOf({ ...options, type }) === 'call-logins';
    await appendEvents(
      tx,
      options,
      facts.filter((fact) => !isLogin(fact)),
    );
    await appendEvents(tx, { ...options, outbox: loginOutbox }, facts.filter(isLogin));
  };

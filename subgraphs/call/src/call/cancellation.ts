import type { Commanded, Decision } from '@movecall/decider';
import { failpoint } from '@movecall/failpoints';
import type { Viewer } from '@movecall/identity';
import type { CallCommand, CallFact, CallRefusal } from './call.ts';
import type { CommandMetadata } from '../outbox.ts';

export interface Cancellation {
  readonly id: string;
  readonly viewer: Viewer;
  readonly reason: string | null;
  /** Of an operator: the customer has asked for it. */
  readonly forCustomer: boolean;
}

/**
 * Cancels a call for its owner or an operator.
 *
 * @returns null when the call is cancelled
 */
export type Cancel = (cancellation: Cancellation, metadata: CommandMetadata) => Promise<CallRefusal | null>;

export interface CancelDeps {
  /** Executes a command in a transaction, which it shares with others that arrive meanwhile. */
  readonly execute: (command: Commanded<CallCommand>) => Promise<Decision<CallFact, CallRefusal>>;
}

export const createCancel =
  ({ execute }: CancelDeps): Cancel =>
  async ({ id, ...cancellation }, { now, cause }) => {
    const decision = await execute({ id, command: { type: 'cancel', ...cancellation, at: now }, cause });
    if ('refusal' in decision) return decision.refusal;
    await failpoint('call.cancel-committed');
    return null;
  };

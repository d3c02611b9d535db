import type { QuotedOutcome } from '../customer-client.ts';
import type { Stateful } from '../stateful-services.ts';
import type { ModelRequest, Mover } from './dispatch-model.ts';
import type { Observed } from './oracle.ts';
import type { Stoppable } from './saga-model.ts';

/** The system that the commands run against: the real one, or a fake in the tests of the model. */
export interface SystemUnderTest {
  /** Makes the quote with which a request is made, unless it is there; of an outdated one the next version, too. */
  makeQuote(request: ModelRequest): Promise<void>;
  /** Sends a request once. */
  request(request: ModelRequest): Promise<QuotedOutcome>;
  /** Sends a cancel once; null when there was no answer. */
  cancel(callId: string): Promise<'CANCELLED' | 'ALREADY_CANCELLED' | null>;
  /** Resolves once the mover is registered. */
  register(mover: Mover): Promise<void>;
  /** Resolves once the mover's availability is set. */
  switch(mover: string, available: boolean): Promise<void>;

  /** The mover that has a call, and its assignment; null when none has it. */
  holderOf(callId: string): Promise<Holder | null>;
  /** An operator drops an assignment once. @returns whether that was done; null when there was no answer */
  drop(callId: string, assignmentId: string): Promise<boolean | null>;
  /** An operator gives a call to a mover once. @returns as `drop` */
  reassign(callId: string, mover: string): Promise<boolean | null>;

  stop(service: Stoppable): Promise<void>;
  start(service: Stoppable): Promise<void>;
  /** Starts a disturbance; the next commands run while it lasts. */
  disturb(disturbance: Disturbance): Promise<void>;

  /** Waits until the system is quiet, and returns what its databases hold. */
  settle(): Promise<Observed>;
}

export interface Holder {
  readonly assignmentId: string;
  readonly mover: string;
}

export type Disturbance =
  /** SIGKILL; the supervisor restarts the process. */
  | { readonly type: 'kill'; readonly service: Stateful | 'router'; readonly afterMs: number }
  /** SIGSTOP, and SIGCONT later. */
  | { readonly type: 'freeze'; readonly service: Stateful | 'router'; readonly forMs: number }
  /** A connection is slow for a while. */
  | { readonly type: 'delay'; readonly line: Connection; readonly ms: number; readonly forMs: number }
  /** Some of the latest entries of a stream are added again, in another order. */
  | { readonly type: 'duplicate'; readonly stream: Stateful; readonly ages: readonly number[] };

export const connections = [
  'manage',
  'provider',
  'reports',
  'postgres of call',
  'postgres of manage',
  'postgres of assign',
  'redis of call',
  'redis of manage',
  'redis of assign',
] as const;
export type Connection = (typeof connections)[number];

import type { RequestOutcome } from '../customer-client.ts';
import type { Stateful } from '../stateful-services.ts';
import type { Observed } from './oracle.ts';
import type { ModelRequest, Mover } from './dispatch-model.ts';
import type { Stoppable } from './saga-model.ts';

/** What commands are run against: the real system, or a fake one in the tests of the model. */
export interface SystemUnderTest {
  /** Makes a request once. */
  request(ask: ModelRequest): Promise<RequestOutcome>;
  /** Cancels once; null when there was no answer. */
  cancel(callId: string): Promise<'CANCELLED' | 'ALREADY_CANCELLED' | null>;
  /** Resolves once it is registered. */
  register(mover: Mover): Promise<void>;
  /** Resolves once it is switched. */
  switch(mover: string, available: boolean): Promise<void>;

  stop(service: Stoppable): Promise<void>;
  start(service: Stoppable): Promise<void>;
  /** Sets it going; what is done meanwhile runs into it. */
  disturb(disturbance: Disturbance): Promise<void>;

  /** Waits until nothing is under way, and tells what there is. */
  settle(): Promise<Observed>;
}

export type Disturbance =
  /** SIGKILL; the supervisor starts it again. */
  | { readonly type: 'kill'; readonly service: Stateful | 'router'; readonly afterMs: number }
  /** SIGSTOP, and SIGCONT later. */
  | { readonly type: 'freeze'; readonly service: Stateful | 'router'; readonly forMs: number }
  /** A line is slow for a while. */
  | { readonly type: 'delay'; readonly line: Connection; readonly ms: number; readonly forMs: number }
  /** Some of the latest entries of a stream once more, in another order. */
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

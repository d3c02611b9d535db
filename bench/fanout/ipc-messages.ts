import type { ChildProcess } from 'node:child_process';

/** The IPC messages between the three processes of the fan-out bench. */

export type Variant = 'ours' | 'graphql-ws';

export interface ServerOptions {
  readonly variant: Variant;
  readonly redisUrl: string;
  readonly stream: string;
  /** The environment of the router; for `ours` only. */
  readonly env: Readonly<Record<string, string>>;
}

export type LoadRequest =
  /** Opens one socket per call id. Answers once all are subscribed and have received the first event, if there is one. */
  | { readonly kind: 'open'; readonly url: string; readonly token: string; readonly ids: readonly string[] }
  /** Counts events from now on. Answers when `expected` events have arrived. */
  | { readonly kind: 'count'; readonly expected: number }
  | { readonly kind: 'close' };

export interface Counted {
  readonly deliveries: number;
  /** The arrival of the last event; Unix time, ms. */
  readonly lastAt: number;
  /** From an event's time to its arrival, of the sampled events, ms, ascending. */
  readonly latencies: readonly number[];
}

export const SUBSCRIPTION =
  'subscription ($id: ID!) { moveCallStatus(id: $id) { cursor version status at reset moveCall { id } } }';

/** Sends a message to a child process and waits for its answer. One message at a time. */
export function ask<T>(child: ChildProcess, question: object | string): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the child process ended before it answered'));
    child.once('exit', gone);
    child.once('message', (answer: unknown) => {
      child.off('exit', gone);
      resolve(answer as T);
    });
    child.send?.(question);
  });
}

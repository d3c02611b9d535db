import type { ChildProcess } from 'node:child_process';

/** What the three processes of the fan-out bench say to each other. */

export type Variant = 'ours' | 'graphql-ws';

export interface ServerOptions {
  readonly variant: Variant;
  readonly redisUrl: string;
  readonly stream: string;
  /** Of the router's process; `ours` only. */
  readonly env: Readonly<Record<string, string>>;
}

export type LoadRequest =
  /** Opens sockets, one for each call id, and answers once all have their first event, or are subscribed at least. */
  | { readonly kind: 'open'; readonly url: string; readonly token: string; readonly ids: readonly string[] }
  /** Counts from now on, and answers when so many events have come. */
  | { readonly kind: 'count'; readonly expected: number }
  | { readonly kind: 'close' };

export interface Counted {
  readonly deliveries: number;
  /** When the last one came; Unix time, ms. */
  readonly lastAt: number;
  /** From an event's time to its arrival, of a sample, ms, ascending. */
  readonly latencies: readonly number[];
}

export const SUBSCRIPTION =
  'subscription ($id: ID!) { moveCallStatus(id: $id) { cursor version status at reset moveCall { id } } }';

/** Asks a child process and waits for its answer. One question at a time. */
export function ask<T>(child: ChildProcess, question: object | string): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the process is gone'));
    child.once('exit', gone);
    child.once('message', (answer: unknown) => {
      child.off('exit', gone);
      resolve(answer as T);
    });
    child.send?.(question);
  });
}

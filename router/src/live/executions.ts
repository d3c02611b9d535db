import type { StatusChange } from './status-event.ts';

/** A change with its payload, as all listeners of a channel receive it. */
export interface Delivery {
  readonly change: StatusChange;
  readonly reset: boolean;
  /** Executions are numbered in the order in which they begin: a higher number has read the entities later. */
  readonly execution: number;
  /** `{"data":…}` as JSON. */
  readonly payload: string;
}

/** @returns the payload of a change, as JSON */
export type ExecuteChange = (change: StatusChange, reset: boolean) => Promise<string>;

/** The executions of one channel. All functions reject with the error of the execution. */
export interface Executions {
  /** Executes for one listener. */
  execute(change: StatusChange, reset: boolean): Promise<Delivery>;
  /** Executes and keeps the payload for other listeners. */
  executeShared(change: StatusChange, reset: boolean): Promise<Delivery>;
  /** Returns a kept payload if its execution began after the execution `after`; otherwise executes and keeps the payload. */
  share(change: StatusChange, reset: boolean, after: number): Promise<Delivery>;
}

/** @param keptPayloads how many payloads are kept for listeners that catch up one after the other on the same changes */
export function createExecutions(execute: ExecuteChange, keptPayloads: number): Executions {
  const kept = new Map<string, { execution: number; delivery: Promise<Delivery> }>();
  let executions = 0;

  function begin(change: StatusChange, reset: boolean) {
    const execution = (executions += 1);
    const delivery = execute(change, reset).then((payload) => ({ change, reset, execution, payload }));
    return { execution, delivery };
  }

  function executeShared(change: StatusChange, reset: boolean): Promise<Delivery> {
    const key = keyOf(change, reset);
    const begun = begin(change, reset);
    kept.set(key, begun);
    // A map iterates in the order of insertion: the first key is the oldest.
    if (kept.size > keptPayloads) kept.delete(kept.keys().next().value as string);
    begun.delivery.catch(() => kept.delete(key));
    return begun.delivery;
  }

  return {
    execute: (change, reset) => begin(change, reset).delivery,
    executeShared,
    share(change, reset, after) {
      const known = kept.get(keyOf(change, reset));
      return known && known.execution > after ? known.delivery : executeShared(change, reset);
    },
  };
}

const keyOf = ({ position, callId }: StatusChange, reset: boolean): string =>
  `${position}:${callId}:${reset}`;

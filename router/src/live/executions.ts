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
export const createExecutions = (execute: ExecuteChange, keptPayloads: number): Executions =>
  new ChannelExecutions(execute, keptPayloads);

interface Begun {
  readonly execution: number;
  readonly delivery: Promise<Delivery>;
}

/** A class, because thousands of idle channels have executions each: its instances share their functions. */
class ChannelExecutions implements Executions {
  readonly #execute: ExecuteChange;
  readonly #keptPayloads: number;
  /** Null until the first payload is kept. */
  #kept: Map<string, Begun> | null = null;
  #executions = 0;

  constructor(execute: ExecuteChange, keptPayloads: number) {
    this.#execute = execute;
    this.#keptPayloads = keptPayloads;
  }

  execute(change: StatusChange, reset: boolean): Promise<Delivery> {
    return this.#begin(change, reset).delivery;
  }

  executeShared(change: StatusChange, reset: boolean): Promise<Delivery> {
    const key = keyOf(change, reset);
    const begun = this.#begin(change, reset);
    const kept = (this.#kept ??= new Map<string, Begun>());
    kept.set(key, begun);
    // A map iterates in the order of insertion: the first key is the oldest.
    if (kept.size > this.#keptPayloads) kept.delete(kept.keys().next().value as string);
    begun.delivery.catch(() => kept.delete(key));
    return begun.delivery;
  }

  share(change: StatusChange, reset: boolean, after: number): Promise<Delivery> {
    const known = this.#kept?.get(keyOf(change, reset));
    return known && known.execution > after ? known.delivery : this.executeShared(change, reset);
  }

  #begin(change: StatusChange, reset: boolean): Begun {
    const execution = (this.#executions += 1);
    const delivery = this.#execute(change, reset).then((payload) => ({ change, reset, execution, payload }));
    return { execution, delivery };
  }
}

const keyOf = ({ position, callId }: StatusChange, reset: boolean): string =>
  `${position}:${callId}:${reset}`;

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMailbox } from './mailbox.ts';
import type { StatusChange } from './status-event.ts';

/** A change as it is told to everyone in a channel. */
export interface Delivery {
  readonly change: StatusChange;
  readonly reset: boolean;
  /** Executions are numbered as they begin: a higher one has read the entities later. */
  readonly execution: number;
  /** `{"data":…}` as JSON. */
  readonly payload: string;
}

export interface Listener {
  deliver(delivery: Delivery): void;
  /** What was lost may have been for it, and nothing may follow that tells so. */
  doubt(): void;
  /** The channel cannot go on. */
  fail(error: unknown): void;
}

/** Those who ask the same of the same changes with the same rights. Each change is executed once for all of them. */
export interface Channel {
  put(change: StatusChange): void;
  /** Something before the next change was lost. */
  lose(): void;
  /** Something was lost that was perhaps for this channel: everyone in it sees for themselves. */
  doubt(): void;
  join(listener: Listener): void;
  /** Whoever is not in it, does no harm. */
  leave(listener: Listener): void;
  /** Executes for one listener. */
  execute(change: StatusChange, reset: boolean): Promise<Delivery>;
  /** The same, or what was executed lately for another one, if that began after the execution `after`. */
  share(change: StatusChange, reset: boolean, after: number): Promise<Delivery>;
  size(): { readonly listeners: number; readonly waiting: number };
}

export interface ChannelOptions {
  /** @returns the payload */
  readonly execute: (change: StatusChange, reset: boolean) => Promise<string>;
  readonly onEmpty: () => void;
  /** How many changes may wait to be executed. */
  readonly capacity: number;
  /** How many payloads are kept for those who come back one after the other and have missed the same. */
  readonly keptPayloads: number;
}

export function createChannel({ execute, onEmpty, capacity, keptPayloads }: ChannelOptions): Channel {
  const listeners = new Set<Listener>();
  const mailbox = createMailbox<StatusChange>(capacity, ({ callId }) => callId);
  const kept = new Map<string, { execution: number; delivery: Promise<Delivery> }>();
  let executions = 0;
  let running = false;
  let lost = false;

  function begin(change: StatusChange, reset: boolean) {
    const execution = (executions += 1);
    const delivery = execute(change, reset).then((payload) => ({ change, reset, execution, payload }));
    return { execution, delivery };
  }

  function beginShared(change: StatusChange, reset: boolean): Promise<Delivery> {
    const key = `${change.position}:${change.callId}:${reset}`;
    const begun = begin(change, reset);
    kept.set(key, begun);
    // The oldest goes.
    if (kept.size > keptPayloads) kept.delete(kept.keys().next().value as string);
    begun.delivery.catch(() => kept.delete(key));
    return begun.delivery;
  }

  async function run(): Promise<void> {
    running = true;
    try {
      for (let letter = mailbox.take(); letter && listeners.size > 0; letter = mailbox.take()) {
        const reset = lost || letter.lost !== null;
        lost = false;
        const delivery = await beginShared(letter.content, reset);
        for (const listener of listeners) listener.deliver(delivery);
        // A burst for many must not keep the process from everything else.
        if (mailbox.size() > 0) await nextTurn();
      }
    } catch (error) {
      for (const listener of listeners) listener.fail(error);
    }
    running = false;
  }

  return {
    put(change) {
      mailbox.put(change);
      if (!running) void run();
    },
    lose() {
      lost = true;
    },
    doubt() {
      for (const listener of listeners) listener.doubt();
    },
    join: (listener) => void listeners.add(listener),
    leave(listener) {
      if (listeners.delete(listener) && listeners.size === 0) onEmpty();
    },
    execute: (change, reset) => begin(change, reset).delivery,
    share(change, reset, after) {
      const known = kept.get(`${change.position}:${change.callId}:${reset}`);
      return known && known.execution > after ? known.delivery : beginShared(change, reset);
    },
    size: () => ({ listeners: listeners.size, waiting: mailbox.size() }),
  };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createExecutions, type Delivery, type ExecuteChange, type Executions } from './executions.ts';
import { createMailbox } from './mailbox.ts';
import type { StatusChange } from './status-event.ts';

/** A member of a channel. */
export interface Listener {
  deliver(delivery: Delivery): void;
  /** Something that may concern this listener was lost, and no later event may reveal it: the listener must read again. */
  suspectGap(): void;
  /** Reports an error after which the channel cannot continue. */
  fail(error: unknown): void;
}

/**
 * The subscriptions with the same operation, variables and rights on the same topic. Each change is executed once for all of
 * them.
 */
export interface Channel {
  put(change: StatusChange): void;
  /** Marks the next change as a reset: something before it was lost. */
  markGap(): void;
  /** Something was lost that may concern this channel: all its listeners read again. */
  suspectGap(): void;
  join(listener: Listener): void;
  /** Removes a listener; does nothing for one that is not a member. */
  leave(listener: Listener): void;
  readonly execute: Executions['execute'];
  readonly share: Executions['share'];
  /** `waiting`: the changes that wait to be executed. */
  size(): { readonly listeners: number; readonly waiting: number };
}

export interface ChannelOptions {
  readonly execute: ExecuteChange;
  /** Is called when the last listener has left. */
  readonly onEmpty: () => void;
  /** How many changes may wait to be executed. */
  readonly capacity: number;
  /** How many payloads are kept for listeners that catch up. */
  readonly keptPayloads: number;
}

export function createChannel({ execute, onEmpty, capacity, keptPayloads }: ChannelOptions): Channel {
  const listeners = new Set<Listener>();
  const mailbox = createMailbox<StatusChange>(capacity, ({ callId }) => callId);
  const executions = createExecutions(execute, keptPayloads);
  let running = false;
  let gap = false;

  async function run(): Promise<void> {
    running = true;
    try {
      for (let letter = mailbox.take(); letter && listeners.size > 0; letter = mailbox.take()) {
        const reset = gap || letter.lost !== null;
        gap = false;
        const delivery = await executions.executeShared(letter.content, reset);
        for (const listener of listeners) listener.deliver(delivery);
        // A burst of changes for many listeners must not block the event loop.
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
    markGap() {
      gap = true;
    },
    suspectGap() {
      for (const listener of listeners) listener.suspectGap();
    },
    join: (listener) => void listeners.add(listener),
    leave(listener) {
      if (listeners.delete(listener) && listeners.size === 0) onEmpty();
    },
    execute: executions.execute,
    share: executions.share,
    size: () => ({ listeners: listeners.size, waiting: mailbox.size() }),
  };
}

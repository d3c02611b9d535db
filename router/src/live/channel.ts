import { setImmediate as nextTurn } from 'node:timers/promises';
import { createExecutions, type Delivery, type ExecuteChange, type Executions } from './executions.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
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

export const createChannel = (options: ChannelOptions): Channel => new SharedChannel(options);

// A burst of changes for many listeners must not block the event loop: after one of these a channel lets others work.
const EXECUTIONS_PER_TURN = 8;
const DELIVERIES_PER_TURN = 4_096;

/** A class, because each followed call has a channel: its instances share their functions. */
class SharedChannel implements Channel {
  readonly #listeners = new Set<Listener>();
  readonly #mailbox: Mailbox<StatusChange>;
  readonly #executions: Executions;
  readonly #onEmpty: () => void;
  #running = false;
  #gap = false;

  constructor({ execute, onEmpty, capacity, keptPayloads }: ChannelOptions) {
    this.#mailbox = createMailbox(capacity, callOf);
    this.#executions = createExecutions(execute, keptPayloads);
    this.#onEmpty = onEmpty;
  }

  put(change: StatusChange): void {
    this.#mailbox.put(change);
    if (!this.#running) void this.#run();
  }

  markGap(): void {
    this.#gap = true;
  }

  suspectGap(): void {
    for (const listener of this.#listeners) listener.suspectGap();
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
  }

  leave(listener: Listener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#onEmpty();
  }

  execute(change: StatusChange, reset: boolean): Promise<Delivery> {
    return this.#executions.execute(change, reset);
  }

  share(change: StatusChange, reset: boolean, after: number): Promise<Delivery> {
    return this.#executions.share(change, reset, after);
  }

  size(): { readonly listeners: number; readonly waiting: number } {
    return { listeners: this.#listeners.size, waiting: this.#mailbox.size() };
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      await this.#deliverWaiting();
    } catch (error) {
      for (const listener of this.#listeners) listener.fail(error);
    }
    this.#running = false;
  }

  /** Executes what waits, in order. The events of one turn reach a socket in one write. */
  async #deliverWaiting(): Promise<void> {
    let [executions, deliveries] = [0, 0];
    while (this.#listeners.size > 0) {
      const letter = this.#mailbox.take();
      if (!letter) return;
      const reset = this.#gap || letter.lost !== null;
      this.#gap = false;
      const delivery = await this.#executions.executeShared(letter.content, reset);
      for (const listener of this.#listeners) listener.deliver(delivery);
      executions += 1;
      deliveries += this.#listeners.size;
      if (executions < EXECUTIONS_PER_TURN && deliveries < DELIVERIES_PER_TURN) continue;
      await nextTurn();
      [executions, deliveries] = [0, 0];
    }
  }
}

const callOf = ({ callId }: StatusChange): string => callId;

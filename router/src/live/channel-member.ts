import type { Channel, Listener } from './channel.ts';
import type { BacklogEntry, EventSequence } from './event-sequence.ts';
import type { Delivery } from './executions.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

/** Receives the payloads of one subscription. */
export interface Sink {
  /** @param payload as JSON */
  next(payload: string): void;
  /** Whether the client reads so slowly that payloads would pile up. */
  isFull(): boolean;
  /** Resolves when the sink is not full, or closed. */
  drained(): Promise<void>;
}

/** Is notified when a subscription ends by itself. A client that cancels is not notified. */
export interface SubscriptionEnd {
  complete(): void;
  /** @param error a GraphQLError with a public code when the subscription is refused */
  fail(error: unknown): void;
}

/** How many deliveries may wait for one member. */
const CAPACITY = 64;

/**
 * Joins a channel and sends the events of one subscription to its sink: first the backlog, then the live events.
 *
 * @returns leaves the channel: nothing more is sent, not even `complete`
 */
export function joinChannel(
  channel: Channel,
  sequence: EventSequence,
  sink: Sink,
  end: SubscriptionEnd,
): () => void {
  const member = new ChannelMember(channel, sequence, sink, end);
  member.join();
  return () => member.leave();
}

/**
 * A subscription in a channel. It is in one of two states:
 *
 * - live: each delivery is sent at once
 * - catching up: the backlog is still being sent, or the client reads too slowly. Deliveries wait in a bounded mailbox, and
 *   when the mailbox drops one, the next delivery is a reset.
 *
 * A delivery is sent only if it directly follows the last sent one. Otherwise its change is executed again, as a reset if
 * something is missing before it.
 */
class ChannelMember implements Listener {
  readonly #channel: Channel;
  readonly #sequence: EventSequence;
  readonly #sink: Sink;
  readonly #subscriptionEnd: SubscriptionEnd;
  /** The deliveries that wait while the member catches up; null while it is live. */
  #waiting: Mailbox<Delivery> | null = createWaiting();
  #left = false;
  /** Something before the next delivery was lost: the next delivery is a reset. */
  #gap = false;
  /** Something was lost that no later event may reveal: the backlog is read again. */
  #gapSuspected = false;
  /** The highest execution that was sent. An earlier execution would show the entities as they were before. */
  #execution = 0;

  constructor(channel: Channel, sequence: EventSequence, sink: Sink, end: SubscriptionEnd) {
    this.#channel = channel;
    this.#sequence = sequence;
    this.#sink = sink;
    this.#subscriptionEnd = end;
  }

  join(): void {
    this.#channel.join(this);
    this.#begin().catch(this.fail);
  }

  leave(): void {
    this.#left = true;
    this.#waiting = null;
    this.#channel.leave(this);
  }

  readonly fail = (error: unknown): void => {
    if (this.#left) return;
    this.leave();
    this.#subscriptionEnd.fail(error);
  };

  deliver(delivery: Delivery): void {
    if (this.#left) return;
    if (this.#waiting) this.#waiting.put(delivery);
    else if (!this.#sequence.isNew(delivery.change)) this.#skip(delivery);
    else if (!this.#sink.isFull() && this.#follows(delivery)) this.#send(delivery);
    else this.#fallBehind().put(delivery);
  }

  suspectGap(): void {
    if (this.#left) return;
    this.#gapSuspected = true;
    if (!this.#waiting) this.#fallBehind();
  }

  /** Starts catching up. @returns where deliveries wait meanwhile */
  #fallBehind(): Mailbox<Delivery> {
    const waiting = (this.#waiting = createWaiting());
    this.#catchUp(waiting).catch(this.fail);
    return waiting;
  }

  /** Skips a change that was sent already. What was lost before it may be new to this member all the same. */
  #skip({ reset }: Delivery): void {
    this.#gap ||= reset;
  }

  #follows({ change, reset, execution }: Delivery): boolean {
    return execution > this.#execution && (reset || (!this.#gap && this.#sequence.isNext(change)));
  }

  #send(delivery: Delivery): void {
    this.#sink.next(delivery.payload);
    this.#sequence.markSent(delivery.change);
    this.#execution = delivery.execution;
    this.#gap = false;
    if (this.#sequence.isComplete()) this.#complete();
  }

  #complete(): void {
    this.leave();
    this.#subscriptionEnd.complete();
  }

  async #begin(): Promise<void> {
    await this.#sendBacklog();
    if (this.#waiting) await this.#catchUp(this.#waiting);
  }

  async #sendBacklog(): Promise<void> {
    for await (const entry of this.#sequence.readBacklog()) {
      if (!this.#left) await this.#sink.drained();
      if (this.#left) return;
      const delivery = await this.#execute(entry);
      if (this.#left) return;
      this.#send(delivery);
    }
    // The backlog is empty when the client has already received the final state.
    if (!this.#left && this.#sequence.isComplete()) this.#complete();
  }

  #execute({ change, reset, shared }: BacklogEntry): Promise<Delivery> {
    return shared
      ? this.#channel.share(change, reset, this.#execution)
      : this.#channel.execute(change, reset);
  }

  /** Sends the waiting deliveries until none is left; then the member is live. */
  async #catchUp(waiting: Mailbox<Delivery>): Promise<void> {
    for (;;) {
      await this.#sink.drained();
      if (this.#left) return;
      if (this.#gapSuspected) {
        this.#gapSuspected = false;
        await this.#sendBacklog();
        continue;
      }
      const letter = waiting.take();
      if (!letter) break;
      this.#gap ||= letter.lost !== null && this.#sequence.isNew(letter.lost.change);
      const delivery = letter.content;
      if (!this.#sequence.isNew(delivery.change)) this.#skip(delivery);
      else if (this.#follows(delivery)) this.#send(delivery);
      else await this.#sendAnew(delivery);
    }
    this.#waiting = null;
  }

  /** Executes a change again, because its delivery does not follow the last sent one. */
  async #sendAnew({ change, reset }: Delivery): Promise<void> {
    const asReset = reset || this.#gap || !this.#sequence.isNext(change);
    const delivery = await this.#channel.share(change, asReset, this.#execution);
    if (!this.#left) this.#send(delivery);
  }
}

const createWaiting = (): Mailbox<Delivery> => createMailbox(CAPACITY, ({ change }) => change.callId);

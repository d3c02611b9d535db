import type { Channel, Delivery } from './channel.ts';
import type { Course, Opening } from './course.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

/** Where a subscriber's payloads go. */
export interface Sink {
  next(payload: string): void;
  /** More would only pile up: the client reads too slowly. */
  isFull(): boolean;
  /** Resolves when it is not full, or closed. */
  drained(): Promise<void>;
}

/** How a subscription ends other than by its client. */
export interface Ending {
  complete(): void;
  fail(error: unknown): void;
}

/** Deliveries that wait for one member. */
const CAPACITY = 64;

/**
 * A subscriber in a channel, who is either live or behind. Live, a delivery is passed on at once. Behind, because what comes
 * first is still being told or the client reads too slowly, deliveries wait in a bounded mailbox, and what is thrown away
 * there makes the next one a reset.
 *
 * @returns lets go of it; nothing is told any more.
 */
export function joinChannel(channel: Channel, course: Course, sink: Sink, ending: Ending): () => void {
  /** What waits while behind; null while live. */
  let waiting: Mailbox<Delivery> | null = createWaiting();
  let left = false;
  /** Something before the next change was lost: it is told as a reset. */
  let missed = false;
  /** Something may have been lost that nothing later tells of: what is committed is read again. */
  let doubtful = false;
  /** The latest execution that was told: an earlier one would show the entities as they were before. */
  let execution = 0;

  const listener = { deliver, doubt, fail };
  channel.join(listener);
  open().catch(fail);
  return leave;

  function leave(): void {
    left = true;
    waiting = null;
    channel.leave(listener);
  }

  function fail(error: unknown): void {
    if (left) return;
    leave();
    ending.fail(error);
  }

  function deliver(delivery: Delivery): void {
    if (left) return;
    if (waiting) waiting.put(delivery);
    else if (!course.isNews(delivery.change)) passOver(delivery);
    else if (!sink.isFull() && canBeTold(delivery)) tell(delivery);
    else {
      waiting = createWaiting();
      waiting.put(delivery);
      catchUp(waiting).catch(fail);
    }
  }

  function doubt(): void {
    if (left) return;
    doubtful = true;
    if (waiting) return;
    waiting = createWaiting();
    catchUp(waiting).catch(fail);
  }

  /** What was lost before it may be newer than what was told: others had not heard of it yet. */
  function passOver({ reset }: Delivery): void {
    missed ||= reset;
  }

  function canBeTold(delivery: Delivery): boolean {
    if (delivery.execution <= execution) return false;
    return delivery.reset || (!missed && course.isNext(delivery.change));
  }

  function tell(delivery: Delivery): void {
    sink.next(delivery.payload);
    course.told(delivery.change);
    execution = delivery.execution;
    missed = false;
    if (course.isOver()) end();
  }

  function end(): void {
    leave();
    ending.complete();
  }

  async function open(): Promise<void> {
    await tellOpenings();
    if (waiting) await catchUp(waiting);
  }

  async function tellOpenings(): Promise<void> {
    for await (const opening of course.open()) {
      if (!left) await sink.drained();
      if (left) return;
      const delivery = await executeOpening(opening);
      if (left) return;
      tell(delivery);
    }
    // Such as by a cursor of the last state that there can be.
    if (!left && course.isOver()) end();
  }

  function executeOpening({ change, reset, shared }: Opening): Promise<Delivery> {
    return shared ? channel.share(change, reset, execution) : channel.execute(change, reset);
  }

  /** Tells what waits, until nothing does. */
  async function catchUp(mailbox: Mailbox<Delivery>): Promise<void> {
    for (;;) {
      await sink.drained();
      if (left) return;
      if (doubtful) {
        doubtful = false;
        await tellOpenings();
        continue;
      }
      const letter = mailbox.take();
      if (!letter) break;
      missed ||= letter.lost !== null && course.isNews(letter.lost.change);
      const { change, reset } = letter.content;
      if (!course.isNews(change)) {
        passOver(letter.content);
        continue;
      }
      let delivery = letter.content;
      if (!canBeTold(delivery))
        delivery = await channel.share(change, reset || missed || !course.isNext(change), execution);
      if (left) return;
      tell(delivery);
    }
    waiting = null;
  }
}

const createWaiting = (): Mailbox<Delivery> => createMailbox(CAPACITY, ({ change }) => change.callId);

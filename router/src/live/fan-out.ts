import { createMailbox, type Letter, type Mailbox } from './mailbox.ts';
import type { StatusChange } from './status-event.ts';

/** A subscriber's end of the fan-out. */
export interface Attachment {
  /** The next change, waiting for one; null once detached. */
  take(): Promise<Letter<StatusChange> | null>;
  detach(): void;
}

/** Hands what the one reader of the stream reads to everyone in this process who waits for it. */
export interface FanOut {
  publish(change: StatusChange): void;
  /** From now on, the changes of one call. */
  attachToCall(callId: string): Attachment;
  /** From now on, every change. */
  attachToAll(): Attachment;
}

/** @param capacity of each subscriber's mailbox */
export function createFanOut(capacity: number): FanOut {
  const all = new Set<Mailbox<StatusChange>>();
  const byCall = new Map<string, Set<Mailbox<StatusChange>>>();

  function attach(
    listeners: Set<Mailbox<StatusChange>>,
    afterDetach: () => void = () => undefined,
  ): Attachment {
    const mailbox = createMailbox<StatusChange>(capacity);
    listeners.add(mailbox);
    return {
      take: () => mailbox.take(),
      detach() {
        listeners.delete(mailbox);
        mailbox.close();
        afterDetach();
      },
    };
  }

  return {
    publish(change) {
      for (const mailbox of byCall.get(change.callId) ?? []) mailbox.put(change);
      for (const mailbox of all) mailbox.put(change);
    },
    attachToCall(callId) {
      const listeners = byCall.get(callId) ?? new Set();
      byCall.set(callId, listeners);
      return attach(listeners, () => {
        if (listeners.size === 0 && byCall.get(callId) === listeners) byCall.delete(callId);
      });
    },
    attachToAll: () => attach(all),
  };
}

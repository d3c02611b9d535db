import type { FaultMode } from './faults.ts';
import type { MessageRecord, MessageStore } from './message-store.ts';
import type { ReportSender } from './report-sender.ts';
import { ACCEPTED, DELIVERED, NO_KAKAOTALK, PASSED_ON } from './status-codes.ts';

export interface PhoneDelivery {
  /** Delivers the accepted messages of a request to their phones after `deliveryMs`, then reports on each. */
  deliver(messages: readonly MessageRecord[], fault: FaultMode): void;
  /** Drops the deliveries that are still waiting. */
  close(): void;
}

/**
 * KakaoTalk and the phones: turns accepted messages into delivered or failed ones. Starts with the messages in the store that
 * were accepted before a restart and not delivered.
 */
export function createPhoneDelivery(options: {
  readonly store: MessageStore;
  readonly reports: ReportSender;
  readonly now: () => Date;
  readonly deliveryMs: number;
}): PhoneDelivery {
  const { store, reports, now, deliveryMs } = options;
  const timers = new Set<NodeJS.Timeout>();

  function arrive(messages: readonly MessageRecord[], fault: FaultMode): void {
    const statusCode = fault === 'accept-then-fail' ? NO_KAKAOTALK : DELIVERED;
    const updatedAt = now().toISOString();
    store.put(messages.map((message) => ({ ...message, statusCode, updatedAt })));
    for (const message of messages)
      for (const reported of reportsOf(statusCode, fault)) reports.report(message, reported);
  }

  function deliver(messages: readonly MessageRecord[], fault: FaultMode): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      arrive(messages, fault);
    }, deliveryMs);
    timers.add(timer);
  }

  const waiting = store.list(null).filter(({ statusCode }) => statusCode === ACCEPTED);
  if (waiting.length > 0) deliver(waiting, 'none');
  return {
    deliver,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The status codes to report, in order. */
function reportsOf(statusCode: string, fault: FaultMode): string[] {
  if (fault === 'no-report') return [];
  if (fault === 'report-duplicates') return Array.from({ length: 10 }, () => statusCode);
  return fault === 'report-out-of-order' ? [statusCode, PASSED_ON, NO_KAKAOTALK] : [statusCode];
}

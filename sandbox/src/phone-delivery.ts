import type { FaultMode } from './faults.ts';
import type { MessageRecord, MessageStore } from './message-store.ts';
import type { ReportSender } from './report-sender.ts';
import { ACCEPTED, DELIVERED, NO_KAKAOTALK, PASSED_ON } from './status-codes.ts';

export interface PhoneDelivery {
  /** Delivers an accepted message to its phone after `deliveryMs`, then sends its delivery reports. */
  deliver(message: MessageRecord, fault: FaultMode): void;
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

  async function arrive(message: MessageRecord, fault: FaultMode): Promise<void> {
    const statusCode = fault === 'accept-then-fail' ? NO_KAKAOTALK : DELIVERED;
    store.put({ ...message, statusCode, updatedAt: now().toISOString() });
    for (const reported of reportsOf(statusCode, fault)) await reports.send(message, reported);
  }

  function deliver(message: MessageRecord, fault: FaultMode): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void arrive(message, fault);
    }, deliveryMs);
    timers.add(timer);
  }

  for (const message of store.list(null)) if (message.statusCode === ACCEPTED) deliver(message, 'none');
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

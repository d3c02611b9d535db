import type { Logger } from '@movecall/telemetry/logger';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageRecord } from './message-store.ts';

export interface ReportSender {
  /** Reports the status code of a message, with retries until the receiver answers 2xx or the retries are used up. */
  report(message: MessageRecord, statusCode: string): void;
  close(): void;
}

const TRIES = 8;
const TIMEOUT_MS = 5_000;
/** How many reports a request has at most. */
const BATCH = 100;

/** A report in Solapi's form. */
interface Report extends Pick<MessageRecord, 'groupId' | 'customFields'> {
  readonly messageId: string;
  readonly type: 'ATA';
  readonly statusCode: string;
}

/**
 * Sends delivery reports as Solapi does: a `POST` of a JSON array, with the secret's SHA-1 in a header. What is to be reported while a
 * request runs shares the next one. Reports that are refused wait for their next try without delaying others.
 *
 * @param options.url null: reports are not sent
 */
export function createReportSender(options: {
  url: string | null;
  secret: string;
  logger: Logger;
  retryMs: number;
}): ReportSender {
  const { url, logger } = options;
  const closing = new AbortController();
  const post = createPost(options.secret, closing.signal);
  const waiting: Report[] = [];
  let isSending = false;

  async function sendWaiting(target: string): Promise<void> {
    while (waiting.length > 0 && !closing.signal.aborted) {
      const reports = waiting.splice(0, BATCH);
      if (!(await post(target, reports))) void sendAgain(target, reports);
    }
    isSending = false;
  }

  async function sendAgain(target: string, reports: readonly Report[]): Promise<void> {
    for (let tried = 1; tried < TRIES; tried += 1) {
      const pause = delay(options.retryMs * 2 ** (tried - 1), undefined, { signal: closing.signal });
      await pause.catch(() => undefined);
      if (closing.signal.aborted || (await post(target, reports))) return;
    }
    for (const { messageId } of reports)
      logger.warn({ messageId }, 'gave up on a delivery report: its receiver did not answer 2xx');
  }

  return {
    report({ id: messageId, groupId, customFields }, statusCode) {
      if (url === null) return;
      waiting.push({ messageId, groupId, type: 'ATA', statusCode, customFields });
      if (isSending) return;
      isSending = true;
      // What is reported in the same turn of the event loop is sent together.
      setImmediate(() => void sendWaiting(url));
    },
    close: () => closing.abort(),
  };
}

/** @returns a function that posts reports and tells whether the receiver has taken them */
function createPost(secret: string, closing: AbortSignal) {
  const headers = {
    'content-type': 'application/json',
    'x-solapi-event-name': 'SINGLE-REPORT',
    'x-solapi-secret': createHash('sha1').update(secret).digest('hex'),
  };
  return async (url: string, reports: readonly Report[]): Promise<boolean> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(reports),
        signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  };
}

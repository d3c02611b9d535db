import type { Logger } from '@movecall/telemetry/logger';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageRecord } from './message-store.ts';

export interface ReportSender {
  /** Sends one report, with retries. Resolves when the receiver answers 2xx, or when the retries are used up. */
  send(message: MessageRecord, statusCode: string): Promise<void>;
  close(): void;
}

const TRIES = 8;
const TIMEOUT_MS = 5_000;

/**
 * Sends delivery reports as Solapi does: a `POST` of a JSON array, with the secret's SHA-1 in a header.
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
  const secret = createHash('sha1').update(options.secret).digest('hex');

  async function post(target: string, body: string): Promise<boolean> {
    try {
      const answer = await fetch(target, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-solapi-event-name': 'SINGLE-REPORT',
          'x-solapi-secret': secret,
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  return {
    async send({ id, groupId, customFields }, statusCode) {
      if (url === null) return;
      const body = JSON.stringify([{ messageId: id, groupId, type: 'ATA', statusCode, customFields }]);
      for (let tried = 1; tried <= TRIES && !closing.signal.aborted; tried += 1) {
        if (await post(url, body)) return;
        await delay(options.retryMs * 2 ** (tried - 1), undefined, { signal: closing.signal }).catch(
          () => undefined,
        );
      }
      if (!closing.signal.aborted)
        logger.warn({ messageId: id }, 'gave up on a delivery report: its receiver did not answer 2xx');
    },
    close: () => closing.abort(),
  };
}

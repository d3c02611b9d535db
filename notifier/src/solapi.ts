import type { TemplateCode } from '@movecall/schema/templates';
import type { Finding, LookupQuery, OutgoingMessage, Provider } from './provider.ts';
import { readList, readReports, readSendAnswers, type StoredMessage, toFinding } from './solapi-answers.ts';
import { createSolapiHttp, type SolapiHttpOptions } from './solapi-http.ts';

export interface SolapiOptions extends SolapiHttpOptions {
  /** Id of the KakaoTalk channel that sends the messages. */
  readonly pfId: string;
  /** A sender number that is registered with Solapi. */
  readonly sender: string;
  readonly webhookSecret: string;
  /** Solapi's id of a registered template; a template without one is sent by its code. */
  readonly templateIds: Partial<Record<TemplateCode, string>>;
}

const PAGE = 500;
const MAX_PAGES = 20;
const MINUTE_MS = 60_000;

/**
 * The part of Solapi's message API (https://developers.solapi.com) that AlimTalk needs.
 *
 * Solapi's own SDK does not fit: its address is fixed, and it repeats a POST after a 503 or a reset, which can send a message
 * twice.
 */
export function createSolapi(options: SolapiOptions): Provider {
  const { now } = options;
  const http = createSolapiHttp(options);
  return {
    async send(messages) {
      const body = {
        messages: messages.map((message) => toSolapi(message, options)),
        // Without this flag the answer lacks the ids of accepted messages.
        showMessageList: true,
        // Without this flag Solapi sends one message of a request to each phone.
        allowDuplicates: true,
      };
      const [first, ...others] = messages;
      // The trace of a request with one message; each of several has its own in its custom fields.
      const traceparent = others.length === 0 ? (first?.traceparent ?? null) : null;
      const path = '/messages/v4/send-many/detail';
      const answer = await http.call({ method: 'POST', path, body, traceparent });
      return readSendAnswers(
        answer,
        messages.map(({ deliveryId }) => deliveryId),
      );
    },

    async lookUp({ deliveryId, to, notBefore }: LookupQuery): Promise<Finding> {
      const query = new URLSearchParams({
        to,
        type: 'ATA',
        dateType: 'CREATED',
        // A minute more on both sides: Solapi's clock may differ from ours.
        startDate: new Date(notBefore.getTime() - MINUTE_MS).toISOString(),
        endDate: new Date(now().getTime() + MINUTE_MS).toISOString(),
        limit: String(PAGE),
      });
      const found: StoredMessage[] = [];
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const path = `/messages/v4/list?${query.toString()}`;
        const list = readList(await http.call({ method: 'GET', path }));
        if (list.kind === 'UNAVAILABLE') return list;
        found.push(...list.messages.filter((message) => message.deliveryId === deliveryId));
        if (list.nextKey === null) return toFinding(found);
        query.set('startKey', list.nextKey);
      }
      return found.length > 0 ? toFinding(found) : { kind: 'UNAVAILABLE', code: 'TOO_MANY_PAGES' };
    },

    parseReport: (headers, rawBody) =>
      readReports(headers['x-solapi-secret'], rawBody, options.webhookSecret),
    close: http.close,
  };
}

const toSolapi = (message: OutgoingMessage, { pfId, sender, templateIds }: SolapiOptions) => ({
  to: message.to,
  from: sender,
  kakaoOptions: {
    pfId,
    templateId: templateIds[message.template] ?? message.template,
    variables: Object.fromEntries(
      Object.entries(message.variables).map(([name, value]) => [`#{${name}}`, value]),
    ),
    disableSms: true,
    buttons: message.buttons.map(({ name, url }) => ({
      buttonType: 'WL',
      buttonName: name,
      linkMo: url,
      linkPc: url,
    })),
  },
  // Answers, lookups and delivery reports return this id.
  customFields: {
    deliveryId: message.deliveryId,
    ...(message.traceparent !== null && { traceparent: message.traceparent }),
  },
});

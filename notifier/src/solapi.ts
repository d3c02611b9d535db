import { inSpan, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import type { AlimTalkMessage, Finding, LookupQuery, Provider } from './provider.ts';
import {
  type HttpAnswer,
  parseJson,
  readList,
  readReports,
  readSendAnswer,
  type StoredMessage,
  toFinding,
} from './solapi-answers.ts';
import type { TemplateCode } from '@movecall/schema/templates';

export interface SolapiOptions {
  /** Origin: `https://api.solapi.com`, or the sandbox's. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The KakaoTalk channel. */
  readonly pfId: string;
  /** A registered sender number. */
  readonly sender: string;
  readonly webhookSecret: string;
  /** The id that a template got when it was registered; its code where none is named. */
  readonly templateIds: Partial<Record<TemplateCode, string>>;
  readonly now: () => Date;
  /** For one request, ms. */
  readonly timeoutMs: number;
}

type Call = (
  method: 'GET' | 'POST',
  path: string,
  sent?: { readonly body?: unknown; readonly traceparent?: string | null | undefined },
) => Promise<HttpAnswer>;

/** Errors of the connection from which it follows that the request never left. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const PAGE = 500;
const MAX_PAGES = 20;
const MINUTE_MS = 60_000;

/**
 * The part of Solapi's message API (https://developers.solapi.com) that AlimTalk needs.
 *
 * Its own SDK is not used: it knows one fixed address, and repeats a POST by itself after a 503 or a reset, which can
 * make one message two.
 */
export function createSolapi(options: SolapiOptions): Provider {
  const { now, timeoutMs } = options;
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  const call: Call = (method, path, { body, traceparent } = {}) => {
    const attributes = {
      'http.request.method': method,
      'server.address': new URL(options.url).hostname,
      'peer.service': 'solapi',
    };
    return inSpan(`${method} ${path.split('?', 1)[0]}`, { kind: 'CLIENT', attributes }, async (span) => {
      const answer = await exchange(method, path, body, span?.traceparent ?? traceparent ?? null);
      if (answer.kind === 'ANSWERED') span?.set({ 'http.response.status_code': answer.status });
      else span?.fail(answer.code);
      return answer;
    });
  };

  async function exchange(
    method: string,
    path: string,
    body: unknown,
    traceparent: string | null,
  ): Promise<HttpAnswer> {
    try {
      const answer = await request(new URL(path, options.url), {
        method,
        dispatcher: agent,
        headers: {
          authorization: authorization(options),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(traceparent !== null && { [TRACEPARENT_HEADER]: traceparent }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const retryAfterMs = retryAfter(answer.headers['retry-after'], now());
      return {
        kind: 'ANSWERED',
        status: answer.statusCode,
        body: parseJson(await answer.body.text()),
        retryAfterMs,
      };
    } catch (error) {
      const code = codeOf(error);
      return { kind: NOT_SENT.has(code) ? 'NOT_SENT' : 'LOST', code };
    }
  }

  return {
    async send(message, traceparent) {
      const body = {
        messages: [toSolapi(message, options)],
        // Without it an accepted message's id is not answered.
        showMessageList: true,
      };
      const answer = await call('POST', '/messages/v4/send-many/detail', { body, traceparent });
      return readSendAnswer(answer);
    },

    async lookUp({ deliveryId, to, notBefore }: LookupQuery): Promise<Finding> {
      const query = new URLSearchParams({
        to,
        type: 'ATA',
        dateType: 'CREATED',
        // Their clock and ours may differ.
        startDate: new Date(notBefore.getTime() - MINUTE_MS).toISOString(),
        endDate: new Date(now().getTime() + MINUTE_MS).toISOString(),
        limit: String(PAGE),
      });
      const found: StoredMessage[] = [];
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const list = readList(await call('GET', `/messages/v4/list?${query.toString()}`));
        if (list.kind === 'UNAVAILABLE') return list;
        found.push(...list.messages.filter((message) => message.deliveryId === deliveryId));
        if (list.nextKey === null) return toFinding(found);
        query.set('startKey', list.nextKey);
      }
      return found.length > 0 ? toFinding(found) : { kind: 'UNAVAILABLE', code: 'TOO_MANY_PAGES' };
    },

    parseReport: (headers, rawBody) =>
      readReports(headers['x-solapi-secret'], rawBody, options.webhookSecret),
    close: () => agent.close(),
  };
}

/** `HMAC-SHA256 apiKey=…, date=…, salt=…, signature=…`: date and salt are signed, the body is not. */
function authorization({ apiKey, apiSecret, now }: SolapiOptions): string {
  const date = now().toISOString();
  const salt = randomBytes(16).toString('hex');
  const signature = createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
}

const toSolapi = (message: AlimTalkMessage, { pfId, sender, templateIds }: SolapiOptions) => ({
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
  // What a lookup and a delivery report find it by.
  customFields: { deliveryId: message.deliveryId },
});

/** `Retry-After` in seconds or as a date. */
function retryAfter(value: string | string[] | undefined, now: Date): number | null {
  if (typeof value !== 'string') return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN_FAULT';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

import { type Handler, sendJson } from '@movecall/http';
import { traceIdOf, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accept, type RequestedMessage, sendRequest } from './acceptance.ts';
import type { Refusal } from './authorization.ts';
import type { FaultMode, Faults } from './faults.ts';
import { readJson } from './json-body.ts';
import type { MessageStore, SandboxMessage } from './message-store.ts';

export interface SolapiApiOptions {
  readonly authorize: (header: string | undefined) => Refusal | null;
  readonly faults: Faults;
  readonly store: MessageStore;
  readonly now: () => Date;
  /** A message was taken, under this fault. */
  readonly onAccepted: (message: SandboxMessage, fault: FaultMode) => void;
}

const BODY_LIMIT = 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;
const SERVICE_UNAVAILABLE: Refusal = {
  status: 503,
  errorCode: 'ServiceUnavailable',
  errorMessage: '잠시 후 다시 시도해 주세요.',
};
const TOO_MANY_REQUESTS: Refusal = {
  status: 429,
  errorCode: 'TooManyRequests',
  errorMessage: '요청이 너무 많습니다.',
};

/** The provider's own API. Its two handlers answer as the real one does, or fail as they were told to. */
export function createSolapiApi({ authorize, faults, store, now, onAccepted }: SolapiApiOptions): {
  send: Handler;
  list: Handler;
} {
  return {
    async send(request, response) {
      if (request.method !== 'POST')
        return refuse(response, { status: 404, errorCode: 'NotFound', errorMessage: '없는 주소입니다.' });
      const body = await readJson(request, BODY_LIMIT);
      const refusal = authorize(request.headers.authorization);
      if (refusal) return refuse(response, refusal);
      const parsed = sendRequest.safeParse(body);
      if (!parsed.success) {
        const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
        return refuse(response, {
          status: 400,
          errorCode: 'ValidationError',
          errorMessage: `올바르지 않은 값입니다: ${where}`,
        });
      }

      const fault = faults.take();
      if (fault === '503') return refuse(response, SERVICE_UNAVAILABLE);
      if (fault === '429') return refuse(response, TOO_MANY_REQUESTS);
      if (fault === 'hang') return;
      const groupId = newKey('G4V', now());
      const traceId = traceIdOf(request.headers[TRACEPARENT_HEADER]?.toString());
      const results = parsed.data.messages.map((requested) => take(requested, groupId, traceId));
      for (const result of results) if ('message' in result) onAccepted(result.message, fault);
      if (fault === 'timeout-after-accept') return;
      if (fault === 'reset-after-accept') return void request.socket.resetAndDestroy();
      sendJson(response, 200, sendAnswer(groupId, results, parsed.data.showMessageList));
    },

    async list(request, response) {
      const refusal = authorize(request.headers.authorization);
      if (refusal) return refuse(response, refusal);
      sendJson(response, 200, listAnswer(store, queryOf(request)));
    },
  };

  function take(requested: RequestedMessage, groupId: string, traceId: string | null): TakenOrNot {
    const { to, from, customFields, kakaoOptions } = requested;
    const verdict = accept(requested);
    if (verdict.kind === 'REFUSED') {
      const { statusCode, statusMessage } = verdict;
      return {
        refused: {
          to,
          from,
          type: 'ATA',
          messageId: newKey('M4V', now()),
          statusCode,
          statusMessage,
          customFields,
        },
      };
    }
    const at = now().toISOString();
    const { pfId, templateId } = kakaoOptions;
    const { text, buttons } = verdict;
    const id = newKey('M4V', now());
    const message = {
      id,
      groupId,
      to,
      from,
      pfId,
      templateId,
      text,
      buttons,
      at,
      updatedAt: at,
      statusCode: '2000',
      customFields,
      traceId,
    };
    store.put(message);
    return { message };
  }
}

type TakenOrNot = { readonly message: SandboxMessage } | { readonly refused: RefusedMessage };

interface RefusedMessage extends Pick<RequestedMessage, 'to' | 'from' | 'customFields'> {
  readonly type: 'ATA';
  readonly messageId: string;
  readonly statusCode: string;
  readonly statusMessage: string;
}

function sendAnswer(groupId: string, results: readonly TakenOrNot[], showMessageList: boolean) {
  const taken = results.flatMap((result) => ('message' in result ? [result.message] : []));
  const refused = results.flatMap((result) => ('refused' in result ? [result.refused] : []));
  return {
    failedMessageList: refused,
    groupInfo: {
      groupId,
      status: 'SENDING',
      count: { total: results.length, registeredSuccess: taken.length, registeredFailed: refused.length },
    },
    ...(showMessageList && {
      messageList: taken.map(({ id, statusCode, customFields }) => ({
        messageId: id,
        statusCode,
        statusMessage: '정상 접수(이통사로 접수 예정)',
        customFields,
      })),
    }),
  };
}

const MAX_LIMIT = 500;

/** Newest first, a page of `limit` after `startKey`. */
function listAnswer(store: MessageStore, query: URLSearchParams) {
  const startKey = query.get('startKey');
  const limit = Math.min(Math.max(Number(query.get('limit')) || 20, 1), MAX_LIMIT);
  const date = query.get('dateType') === 'UPDATED' ? 'updatedAt' : 'at';
  const from = Date.parse(query.get('startDate') ?? '') || -Infinity;
  const to = Date.parse(query.get('endDate') ?? '') || Infinity;
  const ids = [...query.getAll('messageIds'), ...query.getAll('messageId')];
  const matching = store
    .list(query.get('to'))
    .filter((message) => Date.parse(message[date]) >= from && Date.parse(message[date]) <= to)
    .filter((message) => ids.length === 0 || ids.includes(message.id))
    .filter((message) => (query.get('groupId') ?? message.groupId) === message.groupId)
    .filter((message) => (query.get('statusCode') ?? message.statusCode) === message.statusCode)
    .toReversed();
  const start = startKey === null ? 0 : matching.findIndex(({ id }) => id === startKey) + 1;
  const page = matching.slice(start, start + limit);
  const last = page.at(-1);
  return {
    startKey,
    nextKey: last !== undefined && start + limit < matching.length ? last.id : null,
    limit,
    messageList: Object.fromEntries(page.map((message) => [message.id, toListed(message)])),
  };
}

const toListed = (message: SandboxMessage) => ({
  messageId: message.id,
  groupId: message.groupId,
  type: 'ATA',
  to: message.to,
  from: message.from,
  text: message.text,
  statusCode: message.statusCode,
  status: message.statusCode === '2000' ? 'SENDING' : 'COMPLETE',
  customFields: message.customFields,
  kakaoOptions: { pfId: message.pfId, templateId: message.templateId },
  dateCreated: message.at,
  dateUpdated: message.updatedAt,
});

function refuse(response: ServerResponse, { status, errorCode, errorMessage }: Refusal): void {
  if (status === 503 || status === 429) response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
  sendJson(response, status, { errorCode, errorMessage });
}

const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URL(request.url ?? '/', 'http://sandbox').searchParams;

/** As the provider's: a prefix, the time and something random. */
const newKey = (prefix: string, now: Date): string =>
  `${prefix}${now.toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(8).toString('hex').toUpperCase()}`;

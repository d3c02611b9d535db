import { type Handler, sendJson } from '@movecall/http';
import { traceIdOf, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './authorization.ts';
import type { FaultMode, Faults } from './faults.ts';
import { readJson } from './json-body.ts';
import { listAnswer } from './message-list.ts';
import type { MessageRecord, MessageStore } from './message-store.ts';
import { newKey, registerMessage, sendAnswer } from './registration.ts';
import { sendRequest } from './send-request.ts';

export interface SolapiApiOptions {
  readonly authorize: (header: string | undefined) => Refusal | null;
  readonly faults: Faults<FaultMode>;
  readonly store: MessageStore;
  readonly now: () => Date;
  /** Called with the accepted messages of a request, and the fault of the request. */
  readonly onAccepted: (messages: readonly MessageRecord[], fault: FaultMode) => void;
}

const BODY_LIMIT = 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;
const NOT_FOUND: Refusal = { status: 404, errorCode: 'NotFound', errorMessage: '없는 주소입니다.' };
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

/** Solapi's API. Its two handlers answer as Solapi does, or fail as `faults` says. */
export function createSolapiApi(options: SolapiApiOptions): { send: Handler; list: Handler } {
  const { authorize, faults, store, now, onAccepted } = options;
  return {
    async send(request, response) {
      if (request.method !== 'POST') return refuse(response, NOT_FOUND);
      const body = await readJson(request, BODY_LIMIT);
      const refusal = authorize(request.headers.authorization);
      if (refusal) return refuse(response, refusal);
      const parsed = sendRequest.safeParse(body);
      if (!parsed.success) return refuse(response, invalid(parsed.error.issues));

      const fault = faults.take();
      if (fault === '503') return refuse(response, SERVICE_UNAVAILABLE);
      if (fault === '429') return refuse(response, TOO_MANY_REQUESTS);
      if (fault === 'hang') return;
      const groupId = newKey('G4V', now());
      const ofRequest = request.headers[TRACEPARENT_HEADER]?.toString();
      const registrations = parsed.data.messages.map((requested) => {
        // The notifier tells the trace of each message, since a request may have messages of many traces.
        const traceId = traceIdOf(requested.customFields[TRACEPARENT_HEADER] ?? ofRequest);
        return registerMessage(requested, { groupId, traceId, now: now() });
      });
      const accepted = registrations.flatMap((result) => ('message' in result ? [result.message] : []));
      store.put(accepted);
      onAccepted(accepted, fault);
      if (fault === 'timeout-after-accept') return;
      if (fault === 'reset-after-accept') return void request.socket.resetAndDestroy();
      sendJson(response, 200, sendAnswer(groupId, registrations, parsed.data.showMessageList));
    },

    async list(request, response) {
      const refusal = authorize(request.headers.authorization);
      if (refusal) return refuse(response, refusal);
      sendJson(response, 200, listAnswer(store, queryOf(request)));
    },
  };
}

function invalid(issues: readonly { readonly path: readonly PropertyKey[] }[]): Refusal {
  const where = issues.map(({ path }) => path.join('.')).join(', ');
  return { status: 400, errorCode: 'ValidationError', errorMessage: `올바르지 않은 값입니다: ${where}` };
}

function refuse(response: ServerResponse, { status, errorCode, errorMessage }: Refusal): void {
  if (status === 503 || status === 429) response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
  sendJson(response, status, { errorCode, errorMessage });
}

const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URL(request.url ?? '/', 'http://sandbox').searchParams;

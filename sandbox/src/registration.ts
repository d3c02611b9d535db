import { randomBytes } from 'node:crypto';
import type { MessageRecord } from './message-store.ts';
import type { RequestedMessage } from './send-request.ts';
import { ACCEPTED } from './status-codes.ts';
import { matchTemplate } from './template-match.ts';

interface RefusedMessage extends Pick<RequestedMessage, 'to' | 'from' | 'customFields'> {
  readonly type: 'ATA';
  readonly messageId: string;
  readonly statusCode: string;
  readonly statusMessage: string;
}

/** A requested message becomes a message to deliver, or is refused (Solapi: registeredSuccess, registeredFailed). */
export type Registration = { readonly message: MessageRecord } | { readonly refused: RefusedMessage };

/** @param traceId of the request that brought the message; null: none */
export function registerMessage(
  requested: RequestedMessage,
  { groupId, traceId, now }: { groupId: string; traceId: string | null; now: Date },
): Registration {
  const { to, from, customFields, kakaoOptions } = requested;
  const id = newKey('M4V', now);
  const match = matchTemplate(requested);
  if (match.kind === 'REFUSED') {
    const { statusCode, statusMessage } = match;
    return { refused: { to, from, type: 'ATA', messageId: id, statusCode, statusMessage, customFields } };
  }
  const { text, buttons } = match;
  const { pfId, templateId } = kakaoOptions;
  const at = now.toISOString();
  const sent = { id, groupId, to, from, pfId, templateId, text, buttons };
  return { message: { ...sent, at, updatedAt: at, statusCode: ACCEPTED, customFields, traceId } };
}

/** The answer to `POST /messages/v4/send-many/detail`. */
export function sendAnswer(
  groupId: string,
  registrations: readonly Registration[],
  showMessageList: boolean,
) {
  const accepted = registrations.flatMap((result) => ('message' in result ? [result.message] : []));
  const refused = registrations.flatMap((result) => ('refused' in result ? [result.refused] : []));
  return {
    failedMessageList: refused,
    groupInfo: {
      groupId,
      status: 'SENDING',
      count: {
        total: registrations.length,
        registeredSuccess: accepted.length,
        registeredFailed: refused.length,
      },
    },
    ...(showMessageList && {
      messageList: accepted.map(({ id, statusCode, customFields }) => ({
        messageId: id,
        statusCode,
        statusMessage: '정상 접수(이통사로 접수 예정)',
        customFields,
      })),
    }),
  };
}

/** An id like Solapi's: a prefix, the time and random digits. */
export const newKey = (prefix: string, now: Date): string =>
  `${prefix}${now.toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(8).toString('hex').toUpperCase()}`;

import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Finding, ParsedReports, Progress } from './provider.ts';

/** Translates Solapi's answers and delivery reports into the provider's terms. Only the fields in use are parsed. */

export type HttpAnswer =
  | {
      readonly kind: 'ANSWERED';
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs: number | null;
    }
  /** No answer; Solapi may have received the request. */
  | { readonly kind: 'LOST'; readonly code: string }
  /** Solapi has not received the request. */
  | { readonly kind: 'NOT_SENT'; readonly code: string };

/** A message as Solapi lists or reports it. */
export interface StoredMessage {
  readonly providerId: string;
  readonly deliveryId: string | null;
  readonly progress: Progress;
  readonly code: string;
}

const errorAnswer = z.object({ errorCode: z.string() });
const customFields = z.object({ deliveryId: z.uuid() });
const ofMessage = { customFields: z.unknown().optional() };
const sendAnswer = z.object({
  failedMessageList: z.array(z.object({ statusCode: z.string(), ...ofMessage })).default([]),
  messageList: z.array(z.object({ messageId: z.string(), ...ofMessage })).default([]),
});
const kept = { statusCode: z.string().nullish(), customFields: z.unknown().optional() };
const listAnswer = z.object({
  nextKey: z.string().nullish(),
  /** By message id. */
  messageList: z.record(z.string(), z.object(kept)),
});
const reports = z.array(z.object({ messageId: z.string(), ...kept }));

/** Errors of the account, not of the message: an operator can correct them, and then the message can be sent. */
const ACCOUNT_ERRORS = new Set(['NotEnoughBalance']);

/**
 * Reads the answer to a request that sends messages.
 *
 * @param deliveryIds of the messages, in their order
 * @returns the answer for each message
 */
export function readSendAnswers(answer: HttpAnswer, deliveryIds: readonly string[]): readonly Answer[] {
  if (deliveryIds.length === 1) return [readSendAnswer(answer)];
  if (answer.kind !== 'ANSWERED' || answer.status !== 200) {
    const all = readSendAnswer(answer);
    // One of the messages may be at fault. Each of them is tried again alone.
    return deliveryIds.map(() => (all.kind === 'REJECTED' ? { ...all, permanent: false } : all));
  }
  const { data } = sendAnswer.safeParse(answer.body);
  const answers = new Map<string | null, Answer>();
  for (const { messageId, customFields: fields } of data?.messageList ?? [])
    answers.set(deliveryIdOf(fields), { kind: 'ACCEPTED', providerId: messageId });
  for (const { statusCode, customFields: fields } of data?.failedMessageList ?? [])
    answers.set(deliveryIdOf(fields), { kind: 'REJECTED', code: statusCode, permanent: true });
  return deliveryIds.map((id) => answers.get(id) ?? UNREADABLE);
}

/** A message about which the answer says nothing is looked up. */
const UNREADABLE: Answer = { kind: 'UNKNOWN', code: 'UNREADABLE_ANSWER' };

/** Reads the answer to a request that sends one message. */
export function readSendAnswer(answer: HttpAnswer): Answer {
  if (answer.kind === 'LOST') return { kind: 'UNKNOWN', code: answer.code };
  if (answer.kind === 'NOT_SENT') return { kind: 'REJECTED', code: answer.code, permanent: false };
  const { status, body } = answer;
  if (status === 200) {
    const { data } = sendAnswer.safeParse(body);
    const refused = data?.failedMessageList[0];
    if (refused) return { kind: 'REJECTED', code: refused.statusCode, permanent: true };
    const accepted = data?.messageList[0];
    return accepted ? { kind: 'ACCEPTED', providerId: accepted.messageId } : UNREADABLE;
  }
  const code = errorCodeOf(answer);
  // Too many requests, and service unavailable: Solapi has not accepted the message.
  if (status === 429 || status === 503)
    return { kind: 'REJECTED', code, permanent: false, ...retryOf(answer) };
  // Solapi, or a gateway in front of it, may have failed after it accepted the message.
  if (status < 400 || status >= 500) return { kind: 'UNKNOWN', code };
  const ofAccount = status === 401 || status === 403 || ACCOUNT_ERRORS.has(code);
  return { kind: 'REJECTED', code, permanent: !ofAccount };
}

export type ListPage =
  | { readonly kind: 'PAGE'; readonly messages: readonly StoredMessage[]; readonly nextKey: string | null }
  | Extract<Finding, { kind: 'UNAVAILABLE' }>;

export function readList(answer: HttpAnswer): ListPage {
  if (answer.kind !== 'ANSWERED') return { kind: 'UNAVAILABLE', code: answer.code };
  const { data } = listAnswer.safeParse(answer.status === 200 ? answer.body : undefined);
  if (!data) return { kind: 'UNAVAILABLE', code: errorCodeOf(answer), ...retryOf(answer) };
  const messages = Object.entries(data.messageList).map(([id, message]) => toStored(id, message));
  return { kind: 'PAGE', messages, nextKey: data.nextKey ?? null };
}

/** Of several messages with our id, the one with the most progress. */
export function toFinding(found: readonly StoredMessage[]): Finding {
  const order: readonly Progress[] = ['DELIVERED', 'ON_ITS_WAY', 'FAILED'];
  const [best] = found.toSorted((a, b) => order.indexOf(a.progress) - order.indexOf(b.progress));
  if (!best) return { kind: 'ABSENT' };
  return { kind: 'FOUND', providerId: best.providerId, progress: best.progress, code: best.code };
}

/**
 * Parses the body of a delivery report webhook, a JSON array.
 *
 * @param secretHeader `x-solapi-secret`: proves that the request comes from Solapi
 */
export function readReports(
  secretHeader: string | string[] | undefined,
  rawBody: string,
  secret: string,
): ParsedReports {
  if (!hasSecret(secretHeader, secret)) return { kind: 'FORGED' };
  const { data } = reports.safeParse(parseJson(rawBody));
  if (!data) return { kind: 'MALFORMED' };
  return { kind: 'REPORTS', reports: data.map((message) => toStored(message.messageId, message)) };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toStored(
  providerId: string,
  message: { readonly statusCode?: string | null | undefined; readonly customFields?: unknown },
): StoredMessage {
  const code = message.statusCode ?? '2000';
  return { providerId, deliveryId: deliveryIdOf(message.customFields), progress: progressOf(code), code };
}

/** Our own id of a message; null when Solapi has left it out. */
const deliveryIdOf = (fields: unknown): string | null =>
  customFields.safeParse(fields).data?.deliveryId ?? null;

/** 2000: accepted; 3000: passed to KakaoTalk; 4000: on the phone. Any other code is a reason for failure. */
function progressOf(code: string): Progress {
  if (code === '4000') return 'DELIVERED';
  return code === '2000' || code === '3000' ? 'ON_ITS_WAY' : 'FAILED';
}

const errorCodeOf = ({ status, body }: { readonly status: number; readonly body: unknown }): string =>
  errorAnswer.safeParse(body).data?.errorCode ?? `HTTP_${status}`;

const retryOf = ({ retryAfterMs }: { readonly retryAfterMs: number | null }): { retryAfterMs?: number } =>
  retryAfterMs === null ? {} : { retryAfterMs };

/** Solapi sends the SHA-1 of the secret in hexadecimal; a secret that its console generated is sent as it is. */
function hasSecret(header: string | string[] | undefined, secret: string): boolean {
  if (typeof header !== 'string') return false;
  const hashed = createHash('sha1').update(secret).digest('hex');
  // Compare both always, so that the response time does not reveal which one the header resembles.
  return [secret, hashed].map((expected) => sameText(header, expected)).includes(true);
}

/** Compares in constant time; digests, because timingSafeEqual needs equal lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

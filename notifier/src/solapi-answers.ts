import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Finding, ParsedReports, Progress } from './provider.ts';

/** What Solapi's answers and reports mean to us. Nothing is read from them that is not needed. */

export type HttpAnswer =
  | {
      readonly kind: 'ANSWERED';
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs: number | null;
    }
  /** The request may have arrived. */
  | { readonly kind: 'LOST'; readonly code: string }
  | { readonly kind: 'NOT_SENT'; readonly code: string };

/** A message as the provider keeps it. */
export interface StoredMessage {
  readonly providerId: string;
  readonly deliveryId: string | null;
  readonly progress: Progress;
  readonly code: string;
}

const sendAnswer = z.object({
  failedMessageList: z.array(z.object({ statusCode: z.string() })).default([]),
  messageList: z.array(z.object({ messageId: z.string() })).default([]),
});
const errorAnswer = z.object({ errorCode: z.string() });
const customFields = z.object({ deliveryId: z.uuid() });
const kept = { statusCode: z.string().nullish(), customFields: z.unknown().optional() };
const listAnswer = z.object({
  nextKey: z.string().nullish(),
  /** By message id. */
  messageList: z.record(z.string(), z.object(kept)),
});
const reports = z.array(z.object({ messageId: z.string(), ...kept }));

/** Refusals of our account rather than of the message: somebody can put them right. */
const ACCOUNT_ERRORS = new Set(['NotEnoughBalance']);

export function readSendAnswer(answer: HttpAnswer): Answer {
  if (answer.kind === 'LOST') return { kind: 'UNKNOWN', code: answer.code };
  if (answer.kind === 'NOT_SENT') return { kind: 'REJECTED', code: answer.code, permanent: false };
  const { status, body } = answer;
  if (status === 200) {
    const { data } = sendAnswer.safeParse(body);
    const refused = data?.failedMessageList[0];
    if (refused) return { kind: 'REJECTED', code: refused.statusCode, permanent: true };
    const accepted = data?.messageList[0];
    return accepted
      ? { kind: 'ACCEPTED', providerId: accepted.messageId }
      : { kind: 'UNKNOWN', code: 'UNREADABLE_ANSWER' };
  }
  const code = errorCodeOf(answer);
  // Too many requests, and out of service: both say that nothing was taken.
  if (status === 429 || status === 503)
    return { kind: 'REJECTED', code, permanent: false, ...retryOf(answer) };
  // Any other fault of theirs, or of a gateway in front of them, may have come after it was taken.
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

/** Of several with our id, the one that has come furthest. */
export function toFinding(found: readonly StoredMessage[]): Finding {
  const order: readonly Progress[] = ['DELIVERED', 'ON_ITS_WAY', 'FAILED'];
  const [best] = found.toSorted((a, b) => order.indexOf(a.progress) - order.indexOf(b.progress));
  if (!best) return { kind: 'ABSENT' };
  return { kind: 'FOUND', providerId: best.providerId, progress: best.progress, code: best.code };
}

/** A delivery report webhook: a JSON array, with a header that proves where it comes from. */
export function readReports(
  secretHeader: string | string[] | undefined,
  rawBody: string,
  secret: string,
): ParsedReports {
  if (!isTheirs(secretHeader, secret)) return { kind: 'FORGED' };
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
  const deliveryId = customFields.safeParse(message.customFields).data?.deliveryId ?? null;
  return { providerId, deliveryId, progress: progressOf(code), code };
}

/** 2000: taken; 3000: handed on to KakaoTalk; 4000: on the phone. Everything else says why not. */
function progressOf(code: string): Progress {
  if (code === '4000') return 'DELIVERED';
  return code === '2000' || code === '3000' ? 'ON_ITS_WAY' : 'FAILED';
}

const errorCodeOf = ({ status, body }: { readonly status: number; readonly body: unknown }): string =>
  errorAnswer.safeParse(body).data?.errorCode ?? `HTTP_${status}`;

const retryOf = ({ retryAfterMs }: { readonly retryAfterMs: number | null }): { retryAfterMs?: number } =>
  retryAfterMs === null ? {} : { retryAfterMs };

/** The header holds the secret's SHA-1 in hexadecimal; consoles that hand out a ready-made value send that one as it is. */
function isTheirs(header: string | string[] | undefined, secret: string): boolean {
  if (typeof header !== 'string') return false;
  const hashed = createHash('sha1').update(secret).digest('hex');
  // Both are always compared, so that the time it takes says nothing about which one it resembles.
  return [secret, hashed].map((expected) => sameText(header, expected)).includes(true);
}

/** In constant time, whatever the lengths: digests are compared. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

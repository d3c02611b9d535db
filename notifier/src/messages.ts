import { koreanDay, seoulDay } from '@movecall/values/days';
import type { TypedText } from '@movecall/schema/event-values';
import type { EventOf, MoveType, MovingSlot, PublishedEvent } from '@movecall/schema/events';
import type { TemplateCode } from '@movecall/schema/templates';

/** The message that an event causes. Phones, codes and typed texts stay sealed, as in the event, until the message is sent. */
export interface Intent {
  readonly template: TemplateCode;
  /** The id of what the message is about: a call, a sign-in or a quote. It is the correlation id of the delivery. */
  readonly about: string;
  /**
   * The version of the call or of its contract, or the number of the event about a sign-in or a quote. One message per correlation id,
   * version and template. A contract has fewer versions than its call had at that time, so the messages about a call are in order.
   */
  readonly version: number;
  /** The recipient's phone, sealed. */
  readonly recipient: string;
  readonly variables: Readonly<Record<string, Variable>>;
  /** The URL of the message's button; null without a button. */
  readonly link: string | null;
  /** When the message expires; null: after the time that the policy sets. */
  readonly expiresAt: Date | null;
}

/** What an event means for the messages about its call, sign-in or quote. */
export type MessagesCommand =
  | {
      readonly type: 'send';
      readonly intent: Intent;
      /** The templates whose messages about the same the new one makes wrong. */
      readonly withdraws: readonly TemplateCode[];
      /**
       * The templates that withdraw the new message if they are there: their events come on another stream, earlier or later. Of a
       * call whose personal data was erased, the new message is erased too.
       */
      readonly withdrawnBy: readonly TemplateCode[];
    }
  /** The personal data of the call, which is over, or of the quote was erased. */
  | { readonly type: 'erase' };

/** The text of a variable; or its sealed text, and how the message shows it. */
export type Variable = string | { readonly sealed: string; readonly as: 'TEL' | 'TEXT' };

/** Longer values are cut, in characters: the length of a message is limited, that of an address is not. */
const MAX_VALUE = 100;

const moveTypeNames: Readonly<Record<MoveType, string>> = {
  FULL_PACKING: '포장이사',
  HALF_PACKING: '반포장이사',
  STANDARD: '일반이사',
};

/**
 * Decides which message an event causes.
 *
 * @param publicUrl origin of the customers' web page
 * @returns null for an event without a message
 * @throws Error for a confirmed call without a mover: a fault of the producer
 */
export function intentOf(event: PublishedEvent, publicUrl: string): Intent | null {
  switch (event.type) {
    case 'MoveCallStatusChanged':
      return statusIntent(event, publicUrl);
    case 'LoginCodeRequested':
      return {
        template: 'LOGIN_CODE',
        about: event.correlationId,
        version: event.sequence,
        recipient: event.data.tel,
        variables: {
          인증번호: { sealed: event.data.code, as: 'TEXT' },
          만료시각: seoulClock(new Date(event.data.expiresAt)),
        },
        link: null,
        expiresAt: new Date(event.data.expiresAt),
      };
    case 'QuoteShared':
      return quoteIntent(event, publicUrl);
    case 'ContractMade':
      return contractIntent(event, publicUrl);
    case 'AssignmentOffered':
      return offerIntent(event, publicUrl);
    default:
      return null;
  }
}

/** A version of a quote can go to several phones, so the number of the event tells its messages apart. */
function quoteIntent(event: EventOf<'QuoteShared'>, publicUrl: string): Intent {
  const { moveType, address, movingOn, total, validUntil, recipient } = event.data;
  return {
    template: 'QUOTE_READY',
    about: event.correlationId,
    version: event.sequence,
    recipient: recipient.tel,
    variables: {
      이사유형: moveTypeNames[moveType],
      출발지: variableOf(address),
      이사일: koreanDay(movingOn),
      견적금액: won(total),
      유효기간: seoulMoment(new Date(validUntil)),
    },
    link: new URL(`/quote/${event.correlationId}`, publicUrl).href,
    expiresAt: null,
  };
}

/** Its event is about a quote, the message about the call that was made with it. */
function contractIntent(event: EventOf<'ContractMade'>, publicUrl: string): Intent {
  const { callId, version, moveType, address, movingOn, companyName, total, deposit, recipient } = event.data;
  return {
    template: 'CONTRACT_MADE',
    about: callId,
    version,
    recipient: recipient.tel,
    variables: {
      업체명: variableOf(companyName),
      계약금액: won(total),
      계약금: won(deposit),
      이사유형: moveTypeNames[moveType],
      출발지: variableOf(address),
      이사일: koreanDay(movingOn),
    },
    link: new URL(`/calls/${callId}/contract`, publicUrl).href,
    expiresAt: null,
  };
}

/** To the team that is asked. Assign numbers its events about a call, so each offer of a call has a message. */
function offerIntent(event: EventOf<'AssignmentOffered'>, publicUrl: string): Intent {
  const { mover, distanceMeters, expiresAt, summary } = event.data;
  const ends = new Date(expiresAt);
  return {
    template: 'OFFER_MADE',
    about: event.correlationId,
    version: event.sequence,
    recipient: mover.tel,
    variables: {
      이사유형: moveTypeNames[summary.moveType],
      출발지: summary.region ?? '주소 확인 중',
      이사일: koreanDay(summary.movingOn),
      시간대: slotNames[summary.slot],
      짐: summary.tons === null ? '톤수 미정' : `${summary.tons}톤`,
      거리: (distanceMeters / 1000).toFixed(1),
      만료시각: seoulClock(ends),
    },
    link: new URL('/team', publicUrl).href,
    expiresAt: ends,
  };
}

const slotNames: Readonly<Record<MovingSlot, string>> = {
  MORNING: '오전',
  AFTERNOON: '오후',
  ALL_DAY: '종일',
};

const won = (amount: number): string => amount.toLocaleString('ko-KR');

function statusIntent(event: EventOf<'MoveCallStatusChanged'>, publicUrl: string): Intent | null {
  const { version, status, recipient, summary, mover, rescheduledFrom } = event.data;
  const about = {
    이사유형: moveTypeNames[summary.moveType],
    출발지: variableOf(summary.address),
    이사일: koreanDay(summary.movingOn),
  };
  const intent = (template: TemplateCode, variables: Record<string, Variable>): Intent => ({
    template,
    about: event.correlationId,
    version,
    recipient: recipient.tel,
    variables,
    link: new URL(`/calls/${event.correlationId}`, publicUrl).href,
    expiresAt: null,
  });
  switch (status) {
    case 'REQUESTED':
      return intent('CALL_ACCEPTED', { ...about, 예상요금: won(summary.cost) });
    case 'CONFIRMED':
      if (!mover) throw new Error('a confirmed call has no mover: call has published a malformed event');
      return rescheduledFrom
        ? intent('CALL_RESCHEDULED', {
            ...teamOf(mover),
            이사유형: about.이사유형,
            출발지: about.출발지,
            새이사일: timeOf(summary),
            이전이사일: timeOf(rescheduledFrom),
            요금: won(summary.cost),
          })
        : intent('MOVER_CONFIRMED', { ...about, ...teamOf(mover) });
    case 'CANCELLED':
      return intent('CALL_CANCELLED', about);
    case 'ASSIGNING':
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return null;
    default:
      return status satisfies never;
  }
}

const teamOf = ({ name, tel, plate }: NonNullable<EventOf<'MoveCallStatusChanged'>['data']['mover']>) => ({
  업체명: variableOf(name),
  업체연락처: { sealed: tel, as: 'TEL' as const },
  차량번호: oneLine(plate),
});

/** A day with its part, as `2026년 12월 7일 (월) 오전`. */
const timeOf = ({
  movingOn,
  slot = 'ALL_DAY',
}: {
  readonly movingOn: string;
  readonly slot?: MovingSlot | undefined;
}) => `${koreanDay(movingOn)} ${slotNames[slot]}`;

/** The templates that must not be sent any more after a change of their call: what they say is not so. */
export function withdrawnBy({
  status,
  rescheduledFrom,
}: EventOf<'MoveCallStatusChanged'>['data']): readonly TemplateCode[] {
  if (status === 'CANCELLED') return ['MOVER_CONFIRMED', 'CALL_RESCHEDULED', 'CONTRACT_MADE', 'OFFER_MADE'];
  return rescheduledFrom ? ['MOVER_CONFIRMED'] : [];
}

/** What a message is about. Its correlation id is the id of that. */
export function subjectOf(template: string): 'CALL' | 'SIGN_IN' | 'QUOTE' {
  if (template === 'LOGIN_CODE') return 'SIGN_IN';
  return template === 'QUOTE_READY' ? 'QUOTE' : 'CALL';
}

/** Adds dashes to national digits: `010-1234-5678`. */
export const dashedTel = (national: string): string =>
  national.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

const variableOf = (text: TypedText): Variable =>
  typeof text === 'string' ? oneLine(text) : { sealed: text.sealed, as: 'TEXT' };

/** The text on one line, cut when it is long. */
export function oneLine(value: string): string {
  const characters = [...value.replace(/\s+/g, ' ').trim()];
  return characters.length > MAX_VALUE
    ? `${characters.slice(0, MAX_VALUE - 1).join('')}…`
    : characters.join('');
}

/** The last minute of a period in Seoul, as `12월 7일 (월) 오후 11:59`: midnight is read as the beginning of a day. */
function seoulMoment(end: Date): string {
  const last = new Date(end.getTime() - 1);
  const [, monthAndDay = ''] = koreanDay(seoulDay(last)).split('년 ');
  return `${monthAndDay} ${seoulClock(last)}`;
}

/** The time of day in Seoul as `오후 2:05`. Not by Intl: its Korean texts differ between versions of Node. */
function seoulClock(at: Date): string {
  const seoul = new Date(at.getTime() + SEOUL_OFFSET_MS);
  const hour = seoul.getUTCHours();
  return `${hour < 12 ? '오전' : '오후'} ${hour % 12 || 12}:${String(seoul.getUTCMinutes()).padStart(2, '0')}`;
}

const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;

import type { JobSummary, TypedText } from '@movecall/schema/event-values';
import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { TemplateCode } from '@movecall/schema/templates';
import { koreanDay, seoulDay } from '@movecall/values/days';

/** Messages, and the values in them as people read them. */

/** The message that an event causes. Phones, codes and typed texts stay sealed, as in the event, until the message is sent. */
export interface Intent {
  readonly template: TemplateCode;
  /** The id of what the message is about: a call, a sign-in or a quote. It is the correlation id of the delivery. */
  readonly about: string;
  /**
   * The version of the call or of its contract, or the number of another event. One message per correlation id, version and template. A contract has fewer versions than its call had at that time, so the messages about a call are in order.
   */
  readonly version: number;
  /**
   * Whom it is for, of those who hear of a call: the id of a team, or an id of its own for each message to an operator; null for the
   * customer. Messages about the same to the same recipient are sent in order.
   */
  readonly recipientId: string | null;
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
      /**
       * The templates whose messages about the same the new one makes wrong: to all if it is the customer's, or else to the same
       * recipient.
       */
      readonly withdraws: readonly TemplateCode[];
      /**
       * The templates that withdraw the new message if they are there: their events come on another stream, earlier or later. Of a
       * call whose personal data was erased, the new message is erased too.
       */
      readonly withdrawnBy: readonly TemplateCode[];
    }
  /** Messages are wrong, and no new one says so. `recipientId` null: to all. */
  | {
      readonly type: 'withdraw';
      readonly recipientId: string | null;
      readonly templates: readonly TemplateCode[];
    }
  /** The personal data of the call, which is over, or of the quote was erased. */
  | { readonly type: 'erase' };

/** The text of a variable; or its sealed text, and how the message shows it. */
export type Variable = string | { readonly sealed: string; readonly as: 'TEL' | 'TEXT' };

/** Longer values are cut, in characters: the length of a message is limited, that of an address is not. */
const MAX_VALUE = 100;

export const moveTypeNames: Readonly<Record<MoveType, string>> = {
  FULL_PACKING: '포장이사',
  HALF_PACKING: '반포장이사',
  STANDARD: '일반이사',
};

export const slotNames: Readonly<Record<MovingSlot, string>> = {
  MORNING: '오전',
  AFTERNOON: '오후',
  ALL_DAY: '종일',
};

export const won = (amount: number): string => amount.toLocaleString('ko-KR');

/** A day with its part, as `2026년 12월 7일 (월) 오전`. */
export const timeOf = ({
  movingOn,
  slot = 'ALL_DAY',
}: {
  readonly movingOn: string;
  readonly slot?: MovingSlot | undefined;
}) => `${koreanDay(movingOn)} ${slotNames[slot]}`;

/** Adds dashes to national digits: `010-1234-5678`. */
export const dashedTel = (national: string): string =>
  national.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

export const variableOf = (text: TypedText): Variable =>
  typeof text === 'string' ? oneLine(text) : { sealed: text.sealed, as: 'TEXT' };

/** The text on one line, cut when it is long. */
export function oneLine(value: string): string {
  const characters = [...value.replace(/\s+/g, ' ').trim()];
  return characters.length > MAX_VALUE
    ? `${characters.slice(0, MAX_VALUE - 1).join('')}…`
    : characters.join('');
}

/** The last minute of a period in Seoul, as `12월 7일 (월) 오후 11:59`: midnight is read as the beginning of a day. */
export function seoulMoment(end: Date): string {
  const last = new Date(end.getTime() - 1);
  const [, monthAndDay = ''] = koreanDay(seoulDay(last)).split('년 ');
  return `${monthAndDay} ${seoulClock(last)}`;
}

/** The time of day in Seoul as `오후 2:05`. Not by Intl: its Korean texts differ between versions of Node. */
export function seoulClock(at: Date): string {
  const seoul = new Date(at.getTime() + SEOUL_OFFSET_MS);
  const hour = seoul.getUTCHours();
  return `${hour < 12 ? '오전' : '오후'} ${hour % 12 || 12}:${String(seoul.getUTCMinutes()).padStart(2, '0')}`;
}

const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;

/** What teams and operators read of a job. */
export const jobOf = ({ moveType, region, tons, ...time }: JobSummary) => ({
  이사일: timeOf(time),
  출발지: region ?? '주소 확인 중',
  이사유형: moveTypeNames[moveType],
  짐: tons === null ? '톤수 미정' : `${tons}톤`,
});

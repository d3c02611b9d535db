import { koreanDay } from '@movecall/values/days';
import type { EventOf, MoveType, PublishedEvent } from '@movecall/schema/events';
import type { TemplateCode } from '@movecall/schema/templates';

/**
 * What a customer is to be told because of an event. Phones and codes stay sealed as the event carries them, until the
 * moment of sending.
 */
export interface Intent {
  readonly template: TemplateCode;
  /** The transition it tells of: with the correlation id and the template it is told once. */
  readonly version: number;
  /** A phone, sealed. */
  readonly recipient: string;
  readonly variables: Readonly<Record<string, Variable>>;
  /** Of the message's button; null when it has none. */
  readonly link: string | null;
  /** The moment from which it is of no use any more; null leaves that to the policy. */
  readonly expiresAt: Date | null;
}

/** A text, or one that is sealed, with how it is written in a message. */
export type Variable = string | { readonly sealed: string; readonly as: 'TEL' | 'TEXT' };

/** Longer ones are cut: an address has no limit of its own in a message, which has. */
const MAX_VALUE = 100;

const moveTypeNames: Readonly<Record<MoveType, string>> = {
  FULL_PACKING: '포장이사',
  HALF_PACKING: '반포장이사',
};

/**
 * The message an event gives rise to, or null.
 *
 * @param publicUrl origin of the customers' pages
 * @throws Error for a confirmed call without a mover: its producer is at fault.
 */
export function intentOf(event: PublishedEvent, publicUrl: string): Intent | null {
  switch (event.type) {
    case 'MoveCallStatusChanged':
      return statusIntent(event, publicUrl);
    case 'LoginCodeRequested':
      return {
        template: 'LOGIN_CODE',
        version: event.sequence,
        recipient: event.data.tel,
        variables: {
          인증번호: { sealed: event.data.code, as: 'TEXT' },
          만료시각: seoulClock(new Date(event.data.expiresAt)),
        },
        link: null,
        expiresAt: new Date(event.data.expiresAt),
      };
    default:
      return null;
  }
}

function statusIntent(event: EventOf<'MoveCallStatusChanged'>, publicUrl: string): Intent | null {
  const { version, status, recipient, summary, mover } = event.data;
  const about = {
    이사유형: moveTypeNames[summary.moveType],
    출발지: oneLine(summary.address),
    이사일: koreanDay(summary.movingOn),
  };
  const intent = (template: TemplateCode, variables: Record<string, Variable>): Intent => ({
    template,
    version,
    recipient: recipient.tel,
    variables,
    link: new URL(`/calls/${event.correlationId}`, publicUrl).href,
    expiresAt: null,
  });
  switch (status) {
    case 'REQUESTED':
      return intent('CALL_ACCEPTED', { ...about, 예상요금: summary.cost.toLocaleString('ko-KR') });
    case 'CONFIRMED':
      if (!mover) throw new Error('a confirmed call has no mover');
      return intent('MOVER_CONFIRMED', {
        ...about,
        업체명: oneLine(mover.name),
        업체연락처: { sealed: mover.tel, as: 'TEL' },
        차량번호: oneLine(mover.plate),
      });
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

/** Messages that a cancelled call's customer must not be sent any more. */
export const withdrawnByCancel: readonly TemplateCode[] = ['MOVER_CONFIRMED'];

/** Login codes are about a sign-in; every other message is about a call. */
export const isAboutCall = (template: string): boolean => template !== 'LOGIN_CODE';

/** `010-1234-5678` of `01012345678`. */
export const dashedTel = (national: string): string =>
  national.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

function oneLine(value: string): string {
  const characters = [...value.replace(/\s+/g, ' ').trim()];
  return characters.length > MAX_VALUE
    ? `${characters.slice(0, MAX_VALUE - 1).join('')}…`
    : characters.join('');
}

/** `오후 2:05`, on the clocks of Seoul. Written by hand: what Intl says for Korean changes between versions of Node. */
function seoulClock(at: Date): string {
  const seoul = new Date(at.getTime() + SEOUL_OFFSET_MS);
  const hour = seoul.getUTCHours();
  return `${hour < 12 ? '오전' : '오후'} ${hour % 12 || 12}:${String(seoul.getUTCMinutes()).padStart(2, '0')}`;
}

const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;

import { koreanDay } from '@movecall/values/days';
import type { EventOf, PublishedEvent } from '@movecall/schema/events';
import type { TemplateCode } from '@movecall/schema/templates';
import {
  type Intent,
  moveTypeNames,
  oneLine,
  seoulClock,
  seoulMoment,
  timeOf,
  type Variable,
  variableOf,
  won,
} from './message-values.ts';
import { jobsAtRiskIntent, teamLostIntent } from './operator-messages.ts';
import { gotIntent, lostIntent, OF_A_JOB, offerIntent } from './team-messages.ts';

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
        recipientId: null,
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
    case 'AssignmentCompleted':
      return gotIntent(event, publicUrl);
    case 'AssignmentCancelled':
      return lostIntent(event, publicUrl);
    case 'TeamLostAlertRequested':
      return teamLostIntent(event, publicUrl);
    case 'JobsAtRiskAlertRequested':
      return jobsAtRiskIntent(event, publicUrl);
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
    recipientId: null,
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
    recipientId: null,
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
    recipientId: null,
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

/** The templates that must not be sent any more after a change of their call: what they say is not so. */
export function withdrawnBy({
  status,
  rescheduledFrom,
}: EventOf<'MoveCallStatusChanged'>['data']): readonly TemplateCode[] {
  if (status === 'CANCELLED')
    return ['MOVER_CONFIRMED', 'CALL_RESCHEDULED', 'CONTRACT_MADE', ...OF_A_JOB, 'TEAM_LOST'];
  return rescheduledFrom ? ['MOVER_CONFIRMED'] : [];
}

/** What a message is about. Its correlation id is the id of that. */
export function subjectOf(template: string): 'CALL' | 'SIGN_IN' | 'QUOTE' | 'TEAM_OR_COMPANY' {
  if (template === 'LOGIN_CODE') return 'SIGN_IN';
  if (template === 'JOBS_AT_RISK') return 'TEAM_OR_COMPANY';
  return template === 'QUOTE_READY' ? 'QUOTE' : 'CALL';
}

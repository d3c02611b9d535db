import type { WayToGet } from '@movecall/schema/event-values';
import type { EventOf, ReleaseCause } from '@movecall/schema/events';
import type { TemplateCode } from '@movecall/schema/templates';
import { koreanDay } from '@movecall/values/days';
import { type Intent, jobOf, seoulClock, slotNames, timeOf } from './message-values.ts';

/** Which fact about a call tells its team, and which tells the operators. */

/** The message to the team that gets a call, by how it gets it; null for none. */
const gotMessages: Readonly<Record<WayToGet, TemplateCode | null>> = {
  DISPATCH: 'JOB_ASSIGNED',
  // It has just accepted it.
  OFFER: null,
  OPERATOR: 'JOB_ASSIGNED',
  PLAN: 'JOB_ASSIGNED',
  RESCUE: 'JOB_ASSIGNED',
  RESCHEDULE: 'JOB_ASSIGNED',
  KEPT: 'JOB_RESCHEDULED',
};

/** What the team that loses a call is told as the reason; null: it is not told. */
const lostReasons: Readonly<Record<ReleaseCause, string | null>> = {
  CALL_CANCELLED: '호출이 취소됐어요',
  REASSIGNED: '다른 이사팀이 맡게 됐어요',
  DROPPED: '이사팀이 맡지 못하게 됐어요',
  NO_SHOW: '시작 시각에 도착이 확인되지 않았어요',
  RESCHEDULED: '이사 날짜가 바뀌었어요',
  TEAM_OFF: '이사팀이 쉬고 있어요',
  INSURANCE_ENDED: '이사업체의 보험이 끝났어요',
  // It was only asked.
  DECLINED: null,
  EXPIRED: null,
};

/** The messages to a team that are wrong once it has lost the call. */
export const OF_A_JOB: readonly TemplateCode[] = ['OFFER_MADE', 'JOB_ASSIGNED', 'JOB_RESCHEDULED'];

/** To the team that gets a call, or has it at another time. */
export function gotIntent(event: EventOf<'AssignmentCompleted'>, publicUrl: string): Intent | null {
  const { mover, givenBy, summary, rescheduled } = event.data;
  const template = givenBy === undefined ? null : gotMessages[givenBy];
  if (template === null || !summary) return null;
  const { 이사일, ...job } = jobOf(summary);
  const variables =
    template === 'JOB_RESCHEDULED'
      ? { ...job, 새이사일: 이사일, 이전이사일: timeOf(rescheduled?.from ?? summary) }
      : { ...job, 이사일 };
  return {
    template,
    about: event.correlationId,
    recipientId: mover.id,
    version: event.sequence,
    recipient: mover.tel,
    variables,
    link: new URL(`/calls/${event.correlationId}`, publicUrl).href,
    expiresAt: null,
  };
}

/** To the team that had a call. It may not see the call any more, so the link leads to its own page. */
export function lostIntent(event: EventOf<'AssignmentCancelled'>, publicUrl: string): Intent | null {
  const { mover, cause, summary, wasOffer } = event.data;
  const reason = cause === undefined ? null : lostReasons[cause];
  if (reason === null || !mover || !summary || wasOffer) return null;
  return {
    template: 'JOB_RELEASED',
    about: event.correlationId,
    recipientId: mover.id,
    version: event.sequence,
    recipient: mover.tel,
    variables: { 사유: reason, ...jobOf(summary) },
    link: new URL('/team', publicUrl).href,
    expiresAt: null,
  };
}

/** To the team that is asked. Assign numbers its events about a call, so each offer of a call has a message. */
export function offerIntent(event: EventOf<'AssignmentOffered'>, publicUrl: string): Intent {
  const { mover, distanceMeters, expiresAt, summary } = event.data;
  const ends = new Date(expiresAt);
  return {
    template: 'OFFER_MADE',
    about: event.correlationId,
    recipientId: mover.id,
    version: event.sequence,
    recipient: mover.tel,
    variables: {
      ...jobOf(summary),
      이사일: koreanDay(summary.movingOn),
      시간대: slotNames[summary.slot],
      거리: (distanceMeters / 1000).toFixed(1),
      만료시각: seoulClock(ends),
    },
    link: new URL('/team', publicUrl).href,
    expiresAt: ends,
  };
}

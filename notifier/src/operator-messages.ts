import type { EventOf } from '@movecall/schema/events';
import { koreanDay } from '@movecall/values/days';
import { type Intent, jobOf, variableOf } from './message-values.ts';

/** The messages to operators. Each event names one of them, so that each message comes from one event. */

const lossReasons: Readonly<Record<EventOf<'TeamLostAlertRequested'>['data']['cause'], string>> = {
  DROPPED: '맡지 못한다고 알렸어요',
  NO_SHOW: '30분이 지나도 도착이 확인되지 않았어요',
};

/** A call's team dropped it, or did not come. */
export const teamLostIntent = (event: EventOf<'TeamLostAlertRequested'>, publicUrl: string): Intent => ({
  ...toOperator(event, publicUrl),
  template: 'TEAM_LOST',
  variables: {
    이사팀: variableOf(event.data.team),
    사유: lossReasons[event.data.cause],
    ...jobOf(event.data.summary),
  },
});

const riskReasons: Readonly<Record<EventOf<'JobsAtRiskAlertRequested'>['data']['risk'], string>> = {
  TEAM_OFF: '이사팀이 배정에서 빠졌어요',
  INSURANCE_ENDED: '이사일에 보험이 끝나 있어요',
};

/** A team was switched off, or its company's insurance shortened, while it has jobs. */
export const jobsAtRiskIntent = (event: EventOf<'JobsAtRiskAlertRequested'>, publicUrl: string): Intent => ({
  ...toOperator(event, publicUrl),
  template: 'JOBS_AT_RISK',
  variables: {
    대상: variableOf(event.data.name),
    사유: riskReasons[event.data.risk],
    건수: String(event.data.jobs),
    이사일: koreanDay(event.data.firstOn),
  },
});

const toOperator = (
  {
    id,
    correlationId,
    sequence,
    data: { recipient },
  }: EventOf<'TeamLostAlertRequested' | 'JobsAtRiskAlertRequested'>,
  publicUrl: string,
) => ({
  about: correlationId,
  // Nobody here knows which operator it is, and none waits for the messages to another one.
  recipientId: id,
  version: sequence,
  recipient: recipient.tel,
  link: new URL('/dispatch', publicUrl).href,
  expiresAt: null,
});

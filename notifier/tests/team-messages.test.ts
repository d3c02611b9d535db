import { createSealer } from '@movecall/eventlog/sealer';
import { type ReleaseCause, releaseCauses, type PublishedEvent } from '@movecall/schema/events';
import { type WayToGet, waysToGet } from '@movecall/schema/event-values';
import { expect, test } from 'vitest';
import type { Intent } from '../src/message-values.ts';
import { intentOf } from '../src/messages.ts';
import { alertRequested, assignEvent, summary, teamOf } from './facts.ts';
import { textOf } from './text-of.ts';

const PUBLIC_URL = 'https://movecall.example';
const CALL = '0196f7b0-1111-7000-8000-000000000000';
const TEAM = '0196f7b0-2222-7000-8000-000000000000';
const sealer = createSealer([{ id: 'k1', key: Buffer.alloc(32, 1) }]);
const mover = teamOf(sealer.seal, TEAM);

const intent = (event: unknown): Intent | null => intentOf(event as PublishedEvent, PUBLIC_URL);
const got = (givenBy: WayToGet | undefined, rest: object = {}) =>
  intent(
    assignEvent('AssignmentCompleted', CALL, 4, {
      assignmentId: CALL,
      mover,
      distanceMeters: 7,
      ...(givenBy && { givenBy, summary }),
      ...rest,
    }),
  );
const lost = (cause: ReleaseCause, wasOffer = false) =>
  intent(
    assignEvent('AssignmentCancelled', CALL, 5, { assignmentId: CALL, cause, wasOffer, mover, summary }),
  );

const readText = (found: Intent | null): string => textOf(sealer, CALL, found);

test('which fact tells the team that gets a call', () => {
  expect(Object.fromEntries(waysToGet.map((way) => [way, got(way)?.template ?? null]))).toEqual({
    DISPATCH: 'JOB_ASSIGNED',
    OFFER: null,
    OPERATOR: 'JOB_ASSIGNED',
    PLAN: 'JOB_ASSIGNED',
    RESCUE: 'JOB_ASSIGNED',
    RESCHEDULE: 'JOB_ASSIGNED',
    KEPT: 'JOB_RESCHEDULED',
  });
  expect(got(undefined)).toBeNull();
});

test('which fact tells the team that loses a call, and an offer that ends tells nobody', () => {
  const told = releaseCauses.filter((cause) => lost(cause)?.template === 'JOB_RELEASED');
  expect(told).toEqual([
    'CALL_CANCELLED',
    'DROPPED',
    'NO_SHOW',
    'REASSIGNED',
    'RESCHEDULED',
    'TEAM_OFF',
    'INSURANCE_ENDED',
  ]);
  expect(releaseCauses.map((cause) => lost(cause, true))).toEqual(releaseCauses.map(() => null));
});

test('a team reads day, slot, district, type and load of what it gets, with a link to the call', () => {
  const found = got('OPERATOR');
  expect(readText(found)).toBe(`[이사콜] 새 이사를 맡으셨어요

이사일: 2026년 12월 7일 (월) 오전
출발지: 서울 마포구
이사유형: 포장이사
짐: 2.5톤

고객 연락처와 자세한 내용을 확인해 주세요.`);
  expect(found).toMatchObject({
    about: CALL,
    version: 4,
    recipientId: TEAM,
    recipient: mover.tel,
    link: `${PUBLIC_URL}/calls/${CALL}`,
  });
});

test('a team that keeps a call reads both times', () => {
  const from = { movingOn: '2026-12-01', slot: 'ALL_DAY' };
  const moved = got('KEPT', { rescheduled: { movingOn: '2026-12-07', slot: 'MORNING', cost: 1, from } });
  expect(readText(moved)).toContain(`새 이사일: 2026년 12월 7일 (월) 오전
바뀌기 전: 2026년 12월 1일 (화) 종일`);
});

test('a team that loses a call reads why, with a link to its own page', () => {
  const found = lost('REASSIGNED');
  expect(readText(found)).toContain('사유: 다른 이사팀이 맡게 됐어요\n\n이사일: 2026년 12월 7일 (월) 오전');
  expect(found).toMatchObject({ recipientId: TEAM, link: `${PUBLIC_URL}/team` });
});

test('an operator reads which team is gone, or which jobs are at risk, with a link to the board', () => {
  const recipient = { tel: sealer.seal('+821012349876') };
  const gone = intent(
    alertRequested('TeamLostAlertRequested', CALL, 9, {
      recipient,
      cause: 'NO_SHOW',
      team: mover.name,
      summary,
    }),
  );
  expect(readText(gone)).toContain('이사팀: 백영곤\n사유: 30분이 지나도 도착이 확인되지 않았어요');
  const risk = { recipient, risk: 'INSURANCE_ENDED', name: { sealed: sealer.seal('한길이사') } } as const;
  const jobs = intent(
    alertRequested('JobsAtRiskAlertRequested', TEAM, 1, { ...risk, jobs: 3, firstOn: '2026-12-07' }),
  );
  expect(readText(jobs)).toContain('대상: 한길이사\n사유: 이사일에 보험이 끝나 있어요\n이사: 3건');
  for (const found of [gone, jobs]) {
    expect(found).toMatchObject({ recipient: recipient.tel, link: `${PUBLIC_URL}/dispatch` });
    expect(JSON.stringify(found)).not.toMatch(/2349876|백영곤|한길/);
  }
});

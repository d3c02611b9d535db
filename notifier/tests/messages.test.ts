import { moveCallStatuses } from '@movecall/schema/events';
import { createSealer } from '@movecall/eventlog/sealer';
import { describe, expect, it, test } from 'vitest';
import { composeAlimTalk } from '../src/alimtalk-message.ts';
import type { Intent } from '../src/message-values.ts';
import { intentOf } from '../src/messages.ts';
import { codeRequested, contractMade, quoteShared, statusChanged, statusData } from './facts.ts';
import { textOf } from './text-of.ts';

const PUBLIC_URL = 'https://movecall.example';
const CALL = '0196f7b0-1111-7000-8000-000000000000';
const sealer = createSealer([{ id: 'k1', key: Buffer.alloc(32, 1) }]);

const intent = (
  change: Partial<Parameters<typeof statusData>[1]> & Pick<Parameters<typeof statusData>[1], 'status'>,
): Intent | null =>
  intentOf(statusChanged(statusData(sealer.seal, { version: 3, ...change }), CALL), PUBLIC_URL);

const readText = (found: Intent | null): string => textOf(sealer, CALL, found);

test('an offer asks the team, with the end of the offer and a link to its page, and expires with the offer', () => {
  const found = intentOf(
    {
      id: CALL,
      type: 'AssignmentOffered',
      version: 1,
      time: '2026-11-23T00:00:00.000Z',
      producer: 'assign',
      correlationId: CALL,
      sequence: 4,
      causationId: null,
      traceparent: null,
      data: {
        assignmentId: CALL,
        mover: { id: CALL, name: '백영곤', tel: sealer.seal('+821023456789'), plate: '34가4567' },
        distanceMeters: 3_249,
        expiresAt: '2026-11-23T00:10:00.000Z',
        summary: {
          moveType: 'HALF_PACKING',
          region: '서울 마포구',
          movingOn: '2026-12-07',
          slot: 'MORNING',
          tons: 2.5,
        },
      },
    },
    PUBLIC_URL,
  );
  expect(found).toMatchObject({
    about: CALL,
    version: 4,
    link: `${PUBLIC_URL}/team`,
    expiresAt: new Date('2026-11-23T00:10:00.000Z'),
  });
  expect(readText(found)).toBe(`[이사콜] 새 이사 제안이 왔어요

이사유형: 반포장이사
출발지: 서울 마포구
이사일: 2026년 12월 7일 (월)
시간대: 오전
짐: 2.5톤
거리: 3.2km

오전 9:10까지 맡을지 알려 주세요. 답이 없으면 다른 이사팀에 넘어가요.`);
});

describe('a status change', () => {
  it('causes a message for REQUESTED, CONFIRMED and CANCELLED only', () => {
    const told = moveCallStatuses.map((status) => [status, intent({ status })?.template ?? null]);
    expect(Object.fromEntries(told)).toEqual({
      REQUESTED: 'CALL_ACCEPTED',
      ASSIGNING: null,
      CONFIRMED: 'MOVER_CONFIRMED',
      IN_PROGRESS: null,
      COMPLETED: null,
      CANCELLED: 'CALL_CANCELLED',
    });
  });

  it('REQUESTED: the message shows the details of the call', () => {
    expect(readText(intent({ status: 'REQUESTED' }))).toBe(`[이사콜] 호출이 접수됐어요

이사유형: 포장이사
출발지: 서울 마포구
이사일: 2026년 11월 29일 (일)
예상요금: 2,500,000원

가까운 이사업체를 찾고 있어요. 배정되면 바로 알려 드릴게요.`);
  });

  it("CONFIRMED: the message shows the mover's name, phone and plate", () => {
    const text = readText(intent({ status: 'CONFIRMED' }));
    expect(text).toContain('이사업체: 백영곤\n연락처: 010-2345-6789\n차량번호: 34가4567\n');
  });

  it("its button links to the call's page", () => {
    expect(intent({ status: 'CANCELLED' })?.link).toBe(`${PUBLIC_URL}/calls/${CALL}`);
  });

  it('the intent has the version, and phones and typed texts only sealed', () => {
    const found = intent({ status: 'CONFIRMED' });
    expect(found?.version).toBe(3);
    expect(JSON.stringify(found)).not.toMatch(/2345|5678|백영곤/);
    expect(sealer.unseal(found?.recipient ?? '')).toBe('+821012345678');
  });

  it('throws for a confirmed call without a mover', () => {
    expect(() => intent({ status: 'CONFIRMED', mover: null })).toThrow('no mover');
  });

  it('cuts a very long address and keeps it on one line', () => {
    const address = `서울 마포구\n\t${'긴 '.repeat(5_000)}`;
    const { summary } = statusData(sealer.seal, { version: 1, status: 'REQUESTED' });
    for (const typed of [address, { sealed: sealer.seal(address) }]) {
      const found = intent({ status: 'REQUESTED', summary: { ...summary, address: typed } });
      const line = readText(found).split('\n')[3];
      expect(line).toMatch(/^출발지: 서울 마포구 긴 .*…$/);
      expect([...(line ?? '')]).toHaveLength('출발지: '.length + 100);
    }
  });
});

describe('a login code', () => {
  const expiresAt = '2026-11-22T05:04:30.000Z';
  const event = codeRequested(
    { tel: sealer.seal('+821012345678'), code: sealer.seal('012345'), expiresAt },
    2,
  );

  it('the message shows the code and its expiry in the time of Seoul', () => {
    const text = readText(intentOf(event, PUBLIC_URL));
    expect(text).toContain('인증번호: 012345\n');
    expect(text).toContain('오후 2:04까지 입력해 주세요.');
  });

  it('the message expires with the code and has no button', () => {
    expect(intentOf(event, PUBLIC_URL)).toMatchObject({
      expiresAt: new Date(expiresAt),
      link: null,
      version: 2,
    });
  });

  it('the code stays sealed in the intent', () => {
    expect(JSON.stringify(intentOf(event, PUBLIC_URL))).not.toContain('012345');
  });
});

describe('a quote that an operator has sent', () => {
  const event = quoteShared(sealer.seal, CALL, 3);

  it('the message shows what it costs and until when it is valid, and links to the quote', () => {
    const found = intentOf(event, PUBLIC_URL);
    expect(readText(found)).toBe(`[이사콜] 요청하신 견적이에요

이사유형: 포장이사
출발지: 성남시
이사일: 2026년 12월 7일 (월)
견적금액: 1,770,000원
유효기간: 12월 7일 (월) 오후 11:59까지

금액의 내역을 확인하고 이사를 신청하실 수 있어요.`);
    expect(found?.link).toBe(`${PUBLIC_URL}/quote/${CALL}`);
  });

  it('is one message for each event: a version can go to several phones', () => {
    expect(intentOf(event, PUBLIC_URL)).toMatchObject({ template: 'QUOTE_READY', version: 3 });
  });
});

describe('a contract that has its company', () => {
  const event = contractMade(sealer.seal, CALL, 2);

  it('the message says with whom, for how much and when, and links to the contract of the call', () => {
    const found = intentOf(event, PUBLIC_URL);
    expect(readText(found)).toBe(`[이사콜] 이사 계약서가 준비됐어요

이사업체: 한길이사
계약금액: 1,770,000원
계약금: 177,000원

이사유형: 포장이사
출발지: 성남시
이사일: 2026년 12월 7일 (월)

동의하신 견적 그대로예요. 계약서를 확인하고 보관해 주세요.`);
    expect(found?.link).toBe(`${PUBLIC_URL}/calls/${CALL}/contract`);
  });

  it('is one message about the call for each version, with phone and name sealed', () => {
    const found = intentOf(event, PUBLIC_URL);
    expect(found).toMatchObject({ template: 'CONTRACT_MADE', about: CALL, version: 2 });
    expect(JSON.stringify(found)).not.toMatch(/5678|한길/);
  });
});

it('other events cause no message', () => {
  const withdrawn = {
    ...statusChanged(statusData(sealer.seal, { version: 1, status: 'REQUESTED' })),
    type: 'CallWithdrawn' as const,
    data: {},
  };
  expect(intentOf(withdrawn, PUBLIC_URL)).toBeNull();
});

describe('composing a message', () => {
  const row = {
    id: CALL,
    template: 'LOGIN_CODE' as const,
    link: null,
    recipient: sealer.seal('+821012345678'),
  };

  it('rejects a message temporarily when its sealing key is not configured', () => {
    const other = createSealer([{ id: 'k9', key: Buffer.alloc(32, 9) }]);
    const recipient = other.seal('+821012345678');
    expect(composeAlimTalk({ ...row, recipient, variables: {} }, sealer)).toEqual({
      kind: 'REJECTED',
      code: 'UNREADABLE',
      permanent: false,
    });
    const variables = {
      인증번호: { sealed: other.seal('123456'), as: 'TEXT' as const },
      만료시각: '오후 2:04',
    };
    expect(composeAlimTalk({ ...row, variables }, sealer)).toMatchObject({ code: 'UNREADABLE' });
  });

  it('rejects a malformed phone and missing variables permanently', () => {
    expect(composeAlimTalk({ ...row, recipient: sealer.seal('070'), variables: {} }, sealer)).toMatchObject({
      code: 'NOT_A_PHONE',
      permanent: true,
    });
    expect(composeAlimTalk({ ...row, variables: {} }, sealer)).toMatchObject({
      code: 'MISSING_VARIABLE',
      permanent: true,
    });
  });
});

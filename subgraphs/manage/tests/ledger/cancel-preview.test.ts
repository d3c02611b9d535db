import { expect, test } from 'vitest';
import { previewCancel } from '../../src/ledger/cancel-preview.ts';
import type { Charge, Entry, Payment } from '../../src/ledger/entry.ts';
import { initialLedger, ledgerOf } from '../../src/ledger/ledger.ts';
import { head, AGREED_AT, noonOf } from './fixtures.ts';

const fare: Charge = { number: 1, kind: 'BALANCE_DUE', amount: head.fare, at: AGREED_AT };
const paid = (amount: number): Payment => ({
  number: 2,
  kind: 'DEPOSIT',
  amount: -amount,
  at: AGREED_AT,
  method: 'CASH',
  recordedBy: 'TEAM',
  recorderId: '7c1e7c5e-7d0d-4c55-9d7f-0c8a0a3c1f11',
  idempotencyKey: '1',
});

const preview = (
  day: string,
  entries: readonly Entry[],
  side: 'CUSTOMER' | 'MOVER' = 'CUSTOMER',
  teamConfirmed = true,
) => previewCancel(ledgerOf(head, entries), { side, teamConfirmed, now: noonOf(day) });

test.each([
  [
    'the deposit covers the penalty',
    preview('2026-12-04', [fare, paid(177_000)]),
    '이사 전날까지 고객이 취소하면 위약금은 총요금의 10%인 177,000원이에요. 이미 낸 금액으로 충당돼 더 낼 금액이 없어요.',
  ],
  [
    'more is owed on the same day',
    preview('2026-12-07', [fare, paid(177_000)]),
    '이사 당일에 고객이 취소하면 위약금은 총요금의 20%인 354,000원이에요. 더 낼 금액은 177,000원이에요.',
  ],
  [
    'more than the penalty was paid',
    preview('2026-12-04', [fare, paid(500_000)]),
    '이사 전날까지 고객이 취소하면 위약금은 총요금의 10%인 177,000원이에요. 낸 금액 중 323,000원이 환불돼요.',
  ],
  [
    'no team is confirmed',
    preview('2026-12-07', [fare, paid(177_000)], 'CUSTOMER', false),
    '아직 이사팀이 정해지지 않아 취소해도 위약금이 없어요. 낸 금액 중 177,000원이 환불돼요.',
  ],
  [
    'the mover cancels the day before',
    preview('2026-12-06', [fare], 'MOVER'),
    '이사 전날에 이사업체 사정으로 취소하면 총요금의 40%인 708,000원을 고객에게 배상해요.',
  ],
])('the text of a preview says what a cancel costs: %s', (_case, seen, text) => {
  expect(seen?.text).toBe(text);
  expect(seen?.terms).toBe('10035');
});

test('a cancel of an order without a quote costs nothing, and a cancelled order has no preview', () => {
  const canceller = { side: 'CUSTOMER', teamConfirmed: true, now: noonOf('2026-12-07') } as const;
  expect(previewCancel(initialLedger, canceller)).toEqual({
    terms: null,
    penalty: 0,
    compensation: 0,
    refund: 0,
    due: 0,
    text: '견적 없이 부른 이사라 취소해도 위약금이 없어요.',
  });
  const waived: Charge = { ...fare, number: 2, kind: 'FARE_WAIVED', amount: -head.fare };
  expect(preview('2026-12-07', [fare, waived])).toBeNull();
});

import type { Decision } from '@movecall/decider';
import { expect, test } from 'vitest';
import { billOf } from '../../src/ledger/entry.ts';
import {
  initialLedger,
  type LedgerCommand,
  ledgerDecider,
  type LedgerFact,
  type LedgerRefusal,
  type LedgerState,
} from '../../src/ledger/ledger.ts';
import { head, cancelOn, noonOf, open, record } from './fixtures.ts';

/** The ledger after commands, none of which may be refused. */
const after = (...commands: readonly LedgerCommand[]): LedgerState =>
  commands.reduce((state, command) => {
    const decision = ledgerDecider.decide(state, command);
    if ('refusal' in decision) throw new Error(decision.refusal);
    return decision.facts.reduce((now, fact) => ledgerDecider.evolve(now, fact), state);
  }, initialLedger);

const linesAfter = (...commands: readonly LedgerCommand[]) => {
  const state = after(...commands);
  return state.status === 'NONE'
    ? []
    : state.entries.map(({ number, kind, amount }) => [number, kind, amount]);
};
const billAfter = (...commands: readonly LedgerCommand[]) => {
  const state = after(...commands);
  return billOf(state.status === 'NONE' ? [] : state.entries);
};
const decisionOn = (
  command: LedgerCommand,
  ...given: readonly LedgerCommand[]
): Decision<LedgerFact, LedgerRefusal> => ledgerDecider.decide(after(...given), command);

const nothing = { facts: [] };

test('an agreed move owes its deposit and its balance', () => {
  expect(linesAfter(open)).toEqual([
    [1, 'DEPOSIT_DUE', 177_000],
    [2, 'BALANCE_DUE', 1_593_000],
  ]);
  expect(billAfter(open)).toEqual({ total: 1_770_000, paid: 0, due: 1_770_000 });
  expect(after(open)).toMatchObject({ status: 'OPEN', ...head });
});

test('opening a ledger twice changes nothing', () => {
  expect(decisionOn(open, open)).toEqual(nothing);
});

test('a payment reduces what is due', () => {
  expect(billAfter(open, record({}))).toEqual({ total: 1_770_000, paid: 177_000, due: 1_593_000 });
  const all = record({ kind: 'BALANCE', amount: 1_593_000, method: 'CARD', idempotencyKey: 'rest' });
  expect(billAfter(open, record({}), all).due).toBe(0);
});

test('a refund pays back, and a correction changes what was recorded by mistake', () => {
  const back = record({ kind: 'REFUND', amount: 77_000, idempotencyKey: 'back' });
  expect(billAfter(open, record({}), back).paid).toBe(100_000);
  const less = record({ kind: 'CORRECTION', amount: -77_000, idempotencyKey: 'less' });
  expect(billAfter(open, record({}), less).paid).toBe(100_000);
  const more = record({ kind: 'CORRECTION', amount: 1_000, idempotencyKey: 'more' });
  expect(billAfter(open, record({}), more).paid).toBe(178_000);
});

test('money for an extra that was not agreed on is owed back: the bill stands', () => {
  const extra = record({ kind: 'EXTRA', amount: 300_000, idempotencyKey: 'extra' });
  const balance = record({ kind: 'BALANCE', amount: 1_593_000, idempotencyKey: 'rest' });
  expect(billAfter(open, record({}), balance, extra)).toEqual({
    total: 1_770_000,
    paid: 2_070_000,
    due: -300_000,
  });
});

test('a cancel by the customer waives the fare and adds the penalty', () => {
  expect(linesAfter(open, record({}), cancelOn('2026-12-07'))).toEqual([
    [1, 'DEPOSIT_DUE', 177_000],
    [2, 'BALANCE_DUE', 1_593_000],
    [3, 'DEPOSIT', -177_000],
    [4, 'FARE_WAIVED', -1_770_000],
    [5, 'PENALTY', 354_000],
  ]);
  expect(billAfter(open, record({}), cancelOn('2026-12-07')).due).toBe(177_000);
});

test('a cancel by the mover adds its compensation: paid money and compensation come back', () => {
  const byMover = cancelOn('2026-12-06', { side: 'MOVER' });
  expect(linesAfter(open, byMover).slice(2)).toEqual([
    [3, 'FARE_WAIVED', -1_770_000],
    [4, 'COMPENSATION', -708_000],
  ]);
  expect(billAfter(open, record({}), byMover)).toEqual({ total: -708_000, paid: 177_000, due: -885_000 });
  const back = record({ kind: 'REFUND', amount: 885_000, idempotencyKey: 'back' });
  expect(billAfter(open, record({}), byMover, back).due).toBe(0);
});

test('a cancel while no team is confirmed costs nothing', () => {
  const withoutTeam = cancelOn('2026-12-07', { teamConfirmed: false });
  expect(linesAfter(open, withoutTeam).slice(2)).toEqual([[3, 'FARE_WAIVED', -1_770_000]]);
  expect(billAfter(open, record({}), withoutTeam).due).toBe(-177_000);
});

test('the day of a cancel is that of Seoul', () => {
  const at = new Date('2026-12-06T15:00:00Z');
  expect(billAfter(open, cancelOn('2026-12-06', { at })).due).toBe(354_000);
  expect(billAfter(open, cancelOn('2026-12-06', { at: new Date(at.getTime() - 1) })).due).toBe(177_000);
});

test('a second cancel changes nothing, and an order without a quote owes nothing', () => {
  expect(decisionOn(cancelOn('2026-12-07', { side: 'MOVER' }), open, cancelOn('2026-12-05'))).toEqual(
    nothing,
  );
  expect(decisionOn(cancelOn('2026-12-07'))).toEqual(nothing);
  expect(decisionOn(record({}))).toEqual({ refusal: 'NO_CONTRACT' });
});

test('a repeated payment is recorded once, and its key stands for no other payment', () => {
  expect(decisionOn(record({}), open, record({}))).toEqual(nothing);
  expect(decisionOn(record({}), open, record({}), cancelOn('2026-12-05'))).toEqual(nothing);
  for (const other of [{ amount: 177_001 }, { kind: 'BALANCE' }, { method: 'CASH' }] as const)
    expect(decisionOn(record(other), open, record({}))).toEqual({ refusal: 'IDEMPOTENCY_KEY_REUSED' });
});

test.each([
  ['nothing', { amount: 0 }],
  ['less than nothing', { amount: -1 }],
  ['a refund below zero', { kind: 'REFUND', amount: -1 }],
  ['a correction of nothing', { kind: 'CORRECTION', amount: 0 }],
  ['half a won', { amount: 0.5 }],
  ['no number', { amount: Number.NaN }],
  ['more than a hundred million', { amount: 100_000_001 }],
  ['a correction of more than a hundred million', { kind: 'CORRECTION', amount: -100_000_001 }],
] as const)('%s is no payment', (_what, payment) => {
  expect(decisionOn(record(payment), open)).toEqual({ refusal: 'INVALID_AMOUNT' });
});

test('a sum beyond 2³¹ is refused', () => {
  const payments = Array.from({ length: 22 }, (_, nth) =>
    record({ kind: 'BALANCE', amount: 100_000_000, idempotencyKey: `${nth}` }),
  );
  expect(billAfter(open, ...payments.slice(0, 21)).paid).toBe(2_100_000_000);
  expect(decisionOn(payments[21]!, open, ...payments.slice(0, 21))).toEqual({ refusal: 'INVALID_AMOUNT' });
});

test('a ledger takes a hundred payments', () => {
  const payments = Array.from({ length: 100 }, (_, nth) => record({ amount: 1, idempotencyKey: `${nth}` }));
  expect(decisionOn(record({ amount: 1 }), open, ...payments)).toEqual({ refusal: 'TOO_MANY_PAYMENTS' });
  expect(decisionOn(payments[0]!, open, ...payments)).toEqual(nothing);
});

test('an entry keeps the moment of what it is about', () => {
  const state = after(open, record({}), cancelOn('2026-12-05'));
  expect(state.status === 'NONE' ? [] : state.entries.map(({ at }) => at)).toEqual(
    ['2026-12-01', '2026-12-01', '2026-12-02', '2026-12-05', '2026-12-05'].map(noonOf),
  );
});

test.each([
  ['four days before', '2026-12-03', false, 354_000],
  ['the day before', '2026-12-06', false, 708_000],
  ['on the day', '2026-12-07', false, 1_062_000],
  ['not there on the day', '2026-12-07', true, 1_770_000],
] as const)(
  'a team that drops the call, %s, owes for it while the call goes on',
  (_when, day, noShow, owed) => {
    const team = { assignmentId: 'assignment', companyId: 'company' };
    const drop: LedgerCommand = { type: 'compensate', ...team, noShow, at: noonOf(day) };
    const decision = decisionOn(drop, open);
    expect(decision).toEqual({
      facts: [
        {
          type: 'Entered',
          entry: { number: 3, kind: 'COMPENSATION', amount: -owed, at: noonOf(day), failed: team },
        },
      ],
    });
    expect(decisionOn(drop, open, drop)).toEqual(nothing);
  },
);

test('an order without a quote owes nothing for a team that drops it', () => {
  const team = { assignmentId: 'assignment', companyId: null, noShow: false };
  expect(decisionOn({ type: 'compensate', ...team, at: noonOf('2026-12-06') })).toEqual(nothing);
});

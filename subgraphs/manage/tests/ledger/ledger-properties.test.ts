import { decideAll } from '@movecall/decider';
import { addDays } from '@movecall/values/days';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewCancel } from '../../src/ledger/cancel-preview.ts';
import { billOf, isPayment, paymentKinds, paymentMethods } from '../../src/ledger/entry.ts';
import {
  type LedgerHead,
  initialLedger,
  type LedgerCommand,
  ledgerDecider,
} from '../../src/ledger/ledger.ts';
import { AGREED_AT, noonOf, record } from './fixtures.ts';

const MOVING_ON = '2026-12-07';

const opened = fc
  .record({ fare: fc.integer({ min: 1, max: 100_000_000 }), percent: fc.integer({ min: 0, max: 100 }) })
  .map(({ fare, percent }): { head: LedgerHead; command: LedgerCommand } => {
    const head: LedgerHead = { fare, terms: '10035', movingOn: MOVING_ON };
    const deposit = Math.floor((fare * percent) / 100);
    return { head, command: { type: 'open', head, deposit, at: AGREED_AT } };
  });
const payments = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...paymentKinds),
      amount: fc.integer({ min: 1, max: 20_000_000 }),
      method: fc.constantFrom(...paymentMethods),
      below: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ below, amount, ...payment }, nth) =>
      record({
        ...payment,
        amount: payment.kind === 'CORRECTION' && below ? -amount : amount,
        idempotencyKey: `${nth}`,
      }),
    ),
  );
const cancel = fc
  .record({
    side: fc.constantFrom('CUSTOMER', 'MOVER'),
    teamConfirmed: fc.boolean(),
    daysBefore: fc.integer({ min: -2, max: 6 }),
  })
  .map(({ daysBefore, ...who }): Extract<LedgerCommand, { type: 'cancel' }> => ({
    type: 'cancel',
    at: noonOf(addDays(MOVING_ON, -daysBefore)),
    ...who,
  }));

const cause = { causationId: null, traceparent: null };

/** The ledger after commands, none of which may be refused. */
function ledgerAfter(commands: readonly LedgerCommand[]) {
  const { decisions, changes } = decideAll(
    ledgerDecider,
    new Map([['id', initialLedger]]),
    commands.map((command) => ({ id: 'id', command, cause })),
  );
  for (const decision of decisions) expect(decision).toHaveProperty('facts');
  const state = changes[0]?.after ?? initialLedger;
  if (state.status === 'NONE') throw new Error('the ledger was not opened');
  return state;
}

test('the ledger’s sum is the bill, and every entry is whole and numbered', () => {
  fc.assert(
    fc.property(opened, payments, fc.option(cancel), ({ head, command }, paid, cancelled) => {
      const { entries } = ledgerAfter([command, ...paid, ...(cancelled ? [cancelled] : [])]);
      const bill = billOf(entries);
      expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(bill.due);
      expect(bill.total - bill.paid).toBe(bill.due);
      expect(entries.map(({ number }) => number)).toEqual(entries.map((_, nth) => nth + 1));
      for (const { amount } of entries) expect(Number.isSafeInteger(amount) && amount !== 0).toBe(true);
      if (!cancelled) expect(bill.total).toBe(head.fare);
      expect(entries.filter(isPayment)).toHaveLength(paid.length);
    }),
  );
});

test('every order of cancel, payments and corrections ends at the same bill', () => {
  const stories = fc
    .tuple(opened, payments, cancel)
    .chain(([first, paid, cancelled]) =>
      fc.tuple(
        fc.constant(first),
        fc.constant([...paid, cancelled]),
        fc.shuffledSubarray([...paid, cancelled], { minLength: paid.length + 1 }),
      ),
    );
  fc.assert(
    fc.property(stories, ([{ command }, listed, shuffled]) => {
      expect(billOf(ledgerAfter([command, ...shuffled]).entries)).toEqual(
        billOf(ledgerAfter([command, ...listed]).entries),
      );
    }),
  );
});

test('repeating any of the commands changes nothing', () => {
  fc.assert(
    fc.property(opened, payments, cancel, ({ command }, paid, cancelled) => {
      const story = [command, ...paid, cancelled];
      expect(ledgerAfter([...story, ...story])).toEqual(ledgerAfter(story));
    }),
  );
});

test('a preview tells what the cancel then writes', () => {
  fc.assert(
    fc.property(opened, payments, cancel, fc.option(drop), ({ command }, paid, cancelled, dropped) => {
      const story = [command, ...paid, ...(dropped ? [dropped] : [])];
      const before = ledgerAfter(story);
      const preview = previewCancel(before, { ...cancelled, now: cancelled.at });
      if (!preview) throw new Error('an open ledger has a preview');
      const { penalty, compensation, refund, due } = preview;
      const entries = ledgerAfter([...story, cancelled]).entries.slice(before.entries.length);
      const sum = (wanted: string) =>
        entries.filter(({ kind }) => kind === wanted).reduce((all, { amount }) => all + amount, 0);
      expect([penalty, compensation]).toEqual([sum('PENALTY'), 0 - sum('COMPENSATION')]);
      const owed = billOf([...before.entries, ...entries]).due;
      const byTeam = before.entries.filter(({ kind }) => kind === 'COMPENSATION');
      expect(due - refund - compensation).toBe(owed - billOf(byTeam).due);
      expect(Math.min(due, refund)).toBe(0);
    }),
  );
});

const drop = fc
  .record({ assignmentId: fc.uuid(), noShow: fc.boolean(), daysBefore: fc.integer({ min: 0, max: 6 }) })
  .map(({ daysBefore, ...team }): LedgerCommand => ({
    type: 'compensate',
    at: noonOf(addDays(MOVING_ON, -daysBefore)),
    companyId: null,
    ...team,
  }));
const inAnyOrder = (...commands: readonly LedgerCommand[]) =>
  fc.shuffledSubarray([...commands], { minLength: commands.length });

test('every order of drops, cancel and payments ends at the same bill, also when all are told of twice', () => {
  const stories = fc
    .tuple(opened, payments, fc.array(drop, { minLength: 1, maxLength: 3 }), fc.option(cancel))
    .chain(([{ command }, paid, drops, cancelled]) => {
      const listed = [...paid, ...drops, ...(cancelled ? [cancelled] : [])];
      return fc.tuple(
        fc.constant([command, ...listed]),
        inAnyOrder(...listed, ...drops),
        fc.constant(command),
      );
    });
  fc.assert(
    fc.property(stories, ([listed, shuffled, first]) => {
      expect(billOf(ledgerAfter([first, ...shuffled]).entries)).toEqual(billOf(ledgerAfter(listed).entries));
    }),
  );
});

test('a customer who ends a call that a team has dropped owes nothing and gets nD once', () => {
  const stories = fc
    .tuple(opened, drop, cancel)
    .chain(([{ command }, dropped, cancelled]) =>
      fc.tuple(fc.constant({ command, dropped }), inAnyOrder(dropped, { ...cancelled, side: 'CUSTOMER' })),
    );
  fc.assert(
    fc.property(stories, ([{ command, dropped }, both]) => {
      const goesOn = ledgerAfter([command, dropped]);
      const ended = ledgerAfter([command, ...both]);
      const sumOf = (entries: typeof ended.entries, wanted: string) =>
        entries.filter(({ kind }) => kind === wanted).reduce((sum, { amount }) => sum + amount, 0);
      expect(ended.status).toBe('CANCELLED');
      expect(sumOf(ended.entries, 'PENALTY')).toBe(0);
      expect(sumOf(ended.entries, 'COMPENSATION')).toBe(sumOf(goesOn.entries, 'COMPENSATION'));
      expect(billOf(ended.entries).total).toBe(sumOf(goesOn.entries, 'COMPENSATION'));
    }),
  );
});

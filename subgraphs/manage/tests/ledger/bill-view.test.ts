import { expect, test } from 'vitest';
import { viewOfBill } from '../../src/ledger/bill-view.ts';
import { type LedgerCommand, initialLedger, ledgerDecider } from '../../src/ledger/ledger.ts';
import { AGREED_AT, head } from './fixtures.ts';

test('another fare is a line that says so', () => {
  const commands: LedgerCommand[] = [
    { type: 'open', head, deposit: 177_000, at: AGREED_AT },
    { type: 'reprice', fare: head.fare + 200_000, at: AGREED_AT },
    { type: 'reprice', fare: head.fare, at: AGREED_AT },
  ];
  const ledger = commands.reduce((state, command) => {
    const decision = ledgerDecider.decide(state, command);
    return 'facts' in decision ? decision.facts.reduce(ledgerDecider.evolve, state) : state;
  }, initialLedger);
  expect(viewOfBill(ledger)?.lines.map(({ label, amount }) => [label, amount])).toEqual([
    ['계약금', 177_000],
    ['잔금', 1_593_000],
    ['요금 조정', 200_000],
    ['요금 조정', -200_000],
  ]);
});

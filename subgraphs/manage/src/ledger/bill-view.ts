import { billOf, type Entry, isPayment, type PaymentMethod, type Recorder } from './entry.ts';
import type { LedgerState } from './ledger.ts';

const labels: Readonly<Record<Entry['kind'], string>> = {
  DEPOSIT_DUE: '계약금',
  BALANCE_DUE: '잔금',
  FARE_WAIVED: '취소로 받지 않는 요금',
  PENALTY: '취소 위약금',
  COMPENSATION: '고객에게 줄 배상금',
  DEPOSIT: '계약금 결제',
  BALANCE: '잔금 결제',
  EXTRA: '추가금 결제',
  REFUND: '환불',
  CORRECTION: '결제 기록 정정',
};

/** A later balance is what another fare has changed. */
const OTHER_FARE = '요금 조정';

/** The bill as clients read it; null for an order without a quote. */
export function viewOfBill(ledger: LedgerState) {
  if (ledger.status === 'NONE') return null;
  const { entries } = ledger;
  const balance = entries.find(({ kind }) => kind === 'BALANCE_DUE');
  const labelOf = (entry: Entry) =>
    entry.kind === 'BALANCE_DUE' && entry !== balance ? OTHER_FARE : labels[entry.kind];
  return { lines: entries.map((entry) => lineOf(entry, labelOf(entry))), ...billOf(entries) };
}

function lineOf(entry: Entry, label: string) {
  const { number, kind, amount, at } = entry;
  const payment: { method: PaymentMethod; recordedBy: Recorder } | null = isPayment(entry) ? entry : null;
  return {
    number,
    kind,
    label,
    amount,
    method: payment?.method ?? null,
    recordedBy: payment?.recordedBy ?? null,
    at: at.toISOString(),
  };
}

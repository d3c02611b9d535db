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

/** The bill as clients read it; null for an order without a quote. */
export function viewOfBill(ledger: LedgerState) {
  if (ledger.status === 'NONE') return null;
  return { lines: ledger.entries.map(lineOf), ...billOf(ledger.entries) };
}

function lineOf(entry: Entry) {
  const { number, kind, amount, at } = entry;
  const payment: { method: PaymentMethod; recordedBy: Recorder } | null = isPayment(entry) ? entry : null;
  return {
    number,
    kind,
    label: labels[kind],
    amount,
    method: payment?.method ?? null,
    recordedBy: payment?.recordedBy ?? null,
    at: at.toISOString(),
  };
}

import type { LedgerHead, LedgerCommand, PaymentRequest } from '../../src/ledger/ledger.ts';

export const head: LedgerHead = { fare: 1_770_000, terms: '10035', movingOn: '2026-12-07' };

/** Noon in Seoul of a day. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00+09:00`);
export const AGREED_AT = noonOf('2026-12-01');

export const open: LedgerCommand = { type: 'open', head, deposit: 177_000, at: AGREED_AT };

export const cancelOn = (
  day: string,
  more: Partial<Extract<LedgerCommand, { type: 'cancel' }>> = {},
): LedgerCommand => ({ type: 'cancel', side: 'CUSTOMER', teamConfirmed: true, at: noonOf(day), ...more });

export const record = (payment: Partial<PaymentRequest>): LedgerCommand => ({
  type: 'recordPayment',
  payment: {
    kind: 'DEPOSIT',
    amount: 177_000,
    method: 'TRANSFER',
    recordedBy: 'OPERATOR',
    recorderId: '7c1e7c5e-7d0d-4c55-9d7f-0c8a0a3c1f11',
    idempotencyKey: 'key',
    ...payment,
  },
  at: noonOf('2026-12-02'),
});

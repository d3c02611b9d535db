import type { LedgerRefusal } from './ledger.ts';

/** Why a payment is not recorded. NOT_FOUND also stands for another's call. */
type PaymentProblem = LedgerRefusal | 'NOT_FOUND';

const messages: Readonly<Record<PaymentProblem, string>> = {
  NOT_FOUND: '호출을 찾지 못했어요.',
  NO_CONTRACT: '견적 없이 부른 이사라 결제를 기록할 청구서가 없어요.',
  INVALID_AMOUNT: '금액은 1원부터 1억 원까지 입력해 주세요. 정정할 때만 0보다 작은 금액을 쓸 수 있어요.',
  IDEMPOTENCY_KEY_REUSED: '이미 다른 내용으로 기록한 결제예요. 청구서를 확인해 주세요.',
  TOO_MANY_PAYMENTS: '이 이사에는 결제를 더 기록할 수 없어요. 운영자에게 문의해 주세요.',
};

const fields: Readonly<Partial<Record<PaymentProblem, string>>> = {
  NOT_FOUND: 'id',
  INVALID_AMOUNT: 'amount',
  IDEMPOTENCY_KEY_REUSED: 'idempotencyKey',
};

/** A refusal that whoever records the payment can act on. */
export function paymentProblem(code: PaymentProblem) {
  const field = fields[code];
  return { code, message: messages[code], field: field === undefined ? null : [field] };
}

import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { graphql } from '../../../api/graphql.ts';
import { formatWon } from '../../../format/money.ts';
import { type UserError, userErrorFields } from '../../../parts/user-errors.ts';
import { newKey } from '../../../api/idempotency-key.ts';
import { billFields } from './bill-fields.ts';
import type { PaymentKind, PaymentMethod } from './payment-method.ts';

const Record = graphql(
  `
    mutation RecordPayment(
      $id: ID!
      $kind: PaymentKind!
      $amount: Int!
      $method: PaymentMethod!
      $idempotencyKey: String!
    ) {
      recordPayment(id: $id, kind: $kind, amount: $amount, method: $method, idempotencyKey: $idempotencyKey) {
        moveCall {
          id
          bill {
            ...BillFields
          }
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [billFields, userErrorFields],
);

/** What can be recorded. A correction is two of them: an amount has no sign on the page. */
export const payments = {
  DEPOSIT: { kind: 'DEPOSIT', sign: 1, label: '계약금을 받았어요' },
  BALANCE: { kind: 'BALANCE', sign: 1, label: '잔금을 받았어요' },
  EXTRA: { kind: 'EXTRA', sign: 1, label: '추가금을 받았어요' },
  REFUND: { kind: 'REFUND', sign: 1, label: '고객에게 돌려줬어요' },
  LESS: { kind: 'CORRECTION', sign: -1, label: '정정: 낸 금액을 줄여요' },
  MORE: { kind: 'CORRECTION', sign: 1, label: '정정: 낸 금액을 늘려요' },
} as const satisfies Readonly<
  Record<string, { readonly kind: PaymentKind; readonly sign: 1 | -1; readonly label: string }>
>;
export type PaymentName = keyof typeof payments;

export interface PaymentDraft {
  readonly name: PaymentName;
  /** Whole won; null while there is none. */
  readonly amount: number | null;
  readonly method: PaymentMethod;
}

const emptyDraft: PaymentDraft = { name: 'DEPOSIT', amount: null, method: 'TRANSFER' };
/** The largest amount that a request can carry. The server's limit is lower. */
const LARGEST_AMOUNT = 2 ** 31 - 1;

export interface PaymentForm {
  readonly draft: PaymentDraft;
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  readonly error: CombinedError | undefined;
  /** The sentence that confirms the last record. */
  readonly done: string | null;
  readonly change: (part: Partial<PaymentDraft>) => void;
  readonly submit: () => void;
}

const NO_AMOUNT: UserError = {
  code: 'INVALID_AMOUNT',
  message: '금액을 적어 주세요.',
  field: ['amount'],
  retryAfterSeconds: null,
};

/** The draft of a payment, and its record. A repeated click or request records it once. */
export function usePayment(id: string): PaymentForm {
  const [draft, setDraft] = useState(emptyDraft);
  const [idempotencyKey, setKey] = useState(newKey);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [done, setDone] = useState<string | null>(null);
  const [{ fetching, error }, record] = useMutation(Record);

  async function submit(): Promise<void> {
    const { name, amount, method } = draft;
    setDone(null);
    setErrors(amount === null ? [NO_AMOUNT] : []);
    if (amount === null) return;
    const { kind, sign, label } = payments[name];
    const { data } = await record({
      id,
      kind,
      amount: sign * Math.min(amount, LARGEST_AMOUNT),
      method,
      idempotencyKey,
    });
    setErrors(data?.recordPayment.userErrors ?? []);
    if (!data?.recordPayment.moveCall) return;
    setDraft(emptyDraft);
    setKey(newKey());
    setDone(`기록했어요: ${label} ${formatWon(amount)}`);
  }

  return {
    draft,
    busy: fetching,
    errors,
    error,
    done,
    change(part) {
      setDraft((before) => ({ ...before, ...part }));
      setKey(newKey());
      setErrors([]);
    },
    submit: () => void submit(),
  };
}

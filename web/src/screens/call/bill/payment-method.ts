import type { graphql } from '../../../api/graphql.ts';

export type PaymentMethod = ReturnType<typeof graphql.scalar<'PaymentMethod'>>;
export type PaymentKind = ReturnType<typeof graphql.scalar<'PaymentKind'>>;

export const paymentMethods: Readonly<Record<PaymentMethod, string>> = {
  CASH: '현금',
  TRANSFER: '계좌이체',
  CARD: '카드',
};

import type { MovingSlot } from '@movecall/schema/events';
import type { Agreement } from '../contract/contract.ts';

/** What was agreed on last: a reschedule changes it. */
export interface AgreedMove {
  /** Asia/Seoul, YYYY-MM-DD. */
  readonly movingOn: string;
  readonly slot: MovingSlot;
  /** KRW. */
  readonly cost: number;
  /** Of the quote; null for an order without one. */
  readonly quoteVersion: number | null;
  /** KRW; null for an order without a quote. */
  readonly deposit: number | null;
}

/** A call at another time, which assign holds for it. */
export interface Reschedule {
  readonly attemptId: string;
  readonly movingOn: string;
  readonly slot: MovingSlot;
  /** KRW; with a quote, the total of its new version. */
  readonly cost: number;
  /** The new version of the quote, and how the customer has agreed to it; null for an order without one. */
  readonly agreement: Agreement | null;
}

/** What is agreed on by accepting a call, or by moving it to another time. */
export function agreedOn({
  movingOn,
  slot,
  cost,
  agreement,
}: Pick<Reschedule, 'movingOn' | 'slot' | 'cost' | 'agreement'>): AgreedMove {
  const quote = agreement?.quote;
  return {
    movingOn,
    slot,
    cost,
    quoteVersion: quote?.version ?? null,
    deposit: quote?.price.deposit ?? null,
  };
}

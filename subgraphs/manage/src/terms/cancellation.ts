import { addDays, type Day } from '@movecall/values/days';
import { type Ending, type StandardTerms, unitOf } from './standard-terms.ts';

/** The side of the contract that ends it. */
export type Side = 'CUSTOMER' | 'MOVER';

export interface Cancellation {
  readonly side: Side;
  /** Whether a team was announced to the customer. */
  readonly teamConfirmed: boolean;
  /** In Seoul. */
  readonly cancelledOn: Day;
  readonly movingOn: Day;
}

/** Which case of the terms a cancellation is. A mover that cancels after the moving day has not come, and has not said so. */
export function endingOf({ side, teamConfirmed, cancelledOn, movingOn }: Cancellation): Ending {
  if (!teamConfirmed) return 'WITHOUT_TEAM';
  if (side === 'CUSTOMER') return cancelledOn < movingOn ? 'CUSTOMER_EARLIER' : 'CUSTOMER_SAME_DAY';
  if (cancelledOn > movingOn) return 'MOVER_WITHOUT_NOTICE';
  if (cancelledOn === movingOn) return 'MOVER_SAME_DAY';
  return addDays(cancelledOn, 1) === movingOn ? 'MOVER_DAY_BEFORE' : 'MOVER_TWO_DAYS_BEFORE';
}

/** What an ended move costs, in won. At most one of the two is above zero. */
export interface Owed {
  /** By the customer. */
  readonly penalty: number;
  /** To the customer, besides what was paid. */
  readonly compensation: number;
}

/** @param fare in won */
export function owedAfter(terms: StandardTerms, ending: Ending, fare: number): Owed {
  const unit = unitOf(terms, fare);
  const { penalty, compensation } = terms.endings[ending];
  return { penalty: penalty * unit, compensation: compensation * unit };
}

export interface Settlement extends Owed {
  /** What comes back of what was paid. */
  readonly refund: number;
  /** What the customer has to pay still. */
  readonly due: number;
}

/** Sets what was paid against what is owed; all in won. */
export const settle = (owed: Owed, paid: number): Settlement => ({
  ...owed,
  refund: Math.max(paid - owed.penalty, 0),
  due: Math.max(owed.penalty - paid, 0),
});

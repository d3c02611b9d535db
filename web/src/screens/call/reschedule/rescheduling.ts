import type { CombinedError } from '@urql/core';
import type { Day } from '@movecall/values/days';
import type { UserError } from '../../../parts/user-errors.ts';
import type { CallView } from '../call-fields.ts';

/** Whether the page offers another day: until the day of the move, and on that day too while no team has been found. */
export function mayReschedule(
  { status, movingOn }: Pick<CallView, 'status' | 'movingOn'>,
  today: Day,
): boolean {
  switch (status) {
    case 'REQUESTED':
    case 'ASSIGNING':
      return today <= movingOn;
    case 'CONFIRMED':
      return today < movingOn;
    case 'IN_PROGRESS':
    case 'COMPLETED':
    case 'CANCELLED':
      return false;
    default:
      return status satisfies never;
  }
}

/** Why a call has not moved to another time yet. */
export interface Refusal {
  /** KRW; what the new time costs, when that is to be agreed to. */
  readonly total: number | null;
  readonly errors: readonly UserError[];
  /** Why there is no answer. */
  readonly error: CombinedError | undefined;
}

export const noRefusal: Refusal = { total: null, errors: [], error: undefined };

export interface RefusedAnswer {
  readonly quote: { readonly total: number } | null;
  readonly userErrors: readonly UserError[];
}

/**
 * What is to be shown after an attempt that changed nothing.
 *
 * @param agreed KRW; the total that was agreed to. It stays agreed to when the same attempt may be repeated.
 */
export function refusalOf(
  answer: RefusedAnswer | undefined,
  error: CombinedError | undefined,
  agreed: number | null,
): Refusal {
  const { quote = null, userErrors: errors = [] } = answer ?? {};
  if (quote && errors.some(({ code }) => code === 'PRICE_CHANGED'))
    return { ...noRefusal, total: quote.total };
  // A refusal of a field asks for another time, which has a price of its own.
  const isRepeatable = errors.every(({ field }) => field === null);
  return { total: isRepeatable ? agreed : null, errors, error };
}

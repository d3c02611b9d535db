import type { Day } from '@movecall/values/days';

/**
 * A draft without a day that has passed since it was chosen. No other day takes its place: a day that nobody has chosen is never
 * sent.
 */
export const withoutPastDay = <Draft extends { readonly movingOn: Day | null }>(
  draft: Draft,
  today: Day,
): Draft => (draft.movingOn !== null && draft.movingOn < today ? { ...draft, movingOn: null } : draft);

import type { graphql } from '../api/graphql.ts';

/** What a team reports of the day itself. */
export const stepLabels: Readonly<Record<ReturnType<typeof graphql.scalar<'ProgressKind'>>, string>> = {
  DEPARTED: '출발',
  ARRIVED: '도착',
};

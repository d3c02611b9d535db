import { useCallback } from 'react';
import type { BoardJob } from './plan-board.ts';
import type { Spot } from './spots.ts';

/** What came of a move. The text is for the operator. */
export type Answer = { readonly status: 'MOVED' } | { readonly status: 'REFUSED'; readonly text: string };

/** Gives a call to a team, another one or at another time. */
export function useReassign(): (job: BoardJob, to: Spot, reason: string) => Promise<Answer> {
  return useCallback(
    async () => await Promise.resolve({ status: 'REFUSED' as const, text: '아직 옮길 수 없어요.' }),
    [],
  );
}

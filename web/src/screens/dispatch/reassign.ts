import { useCallback } from 'react';
import { useClient } from 'urql';
import { errorText } from '../../api/error-text.ts';
import { graphql } from '../../api/graphql.ts';
import { userErrorFields } from '../../parts/user-errors.ts';
import type { BoardJob } from './plan-board.ts';
import type { Spot } from './spots.ts';

const Reassign = graphql(
  `
    mutation Reassign(
      $id: ID!
      $moverId: ID!
      $movingOn: Date!
      $slot: MovingSlot!
      $reason: String!
      $assignmentId: ID
      $onlyIfWaiting: Boolean!
    ) {
      reassignMoveCall(
        id: $id
        moverId: $moverId
        movingOn: $movingOn
        slot: $slot
        reason: $reason
        assignmentId: $assignmentId
        onlyIfWaiting: $onlyIfWaiting
      ) {
        moveCall {
          id
          assignmentHistory {
            id
          }
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

/** What came of a move: who has the call now, or a text for the operator. */
export type Answer =
  | { readonly status: 'MOVED'; readonly held: BoardJob['held'] }
  | { readonly status: 'REFUSED'; readonly text: string };

/**
 * Gives a call to a team. The server is told which assignment is meant to end, or that the call waits: when somebody else has moved the
 * call since the board was read, nothing changes.
 */
export function useReassign(): (job: BoardJob, to: Spot, reason: string) => Promise<Answer> {
  const client = useClient();
  return useCallback(
    async ({ callId, held }, { moverId, date, slot }, reason) => {
      const expected = { assignmentId: held?.assignmentId ?? null, onlyIfWaiting: held === null };
      const time = { movingOn: date, slot };
      const { data, error } = await client
        .mutation(Reassign, { id: callId, moverId, ...time, reason, ...expected })
        .toPromise();
      if (error) return { status: 'REFUSED', text: errorText(error) };
      const { moveCall, userErrors = [] } = data?.reassignMoveCall ?? {};
      const [refusal] = userErrors;
      if (refusal) return { status: 'REFUSED', text: refusal.message };
      const last = moveCall?.assignmentHistory?.at(-1);
      return { status: 'MOVED', held: last ? { moverId, assignmentId: last.id } : null };
    },
    [client],
  );
}

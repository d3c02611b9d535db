import { useCallback } from 'react';
import { type Client, useClient } from 'urql';
import { errorText } from '../../api/error-text.ts';
import { graphql } from '../../api/graphql.ts';
import { userErrorFields } from '../../parts/user-errors.ts';
import type { BoardJob } from './plan-board.ts';
import { isAtItsTime, type Spot } from './spots.ts';

// The quote has no id here: with one, the cache would take a price that nobody has agreed to for that of the call.
const Reassign = graphql(
  `
    mutation Reassign(
      $id: ID!
      $moverId: ID!
      $movingOn: Date
      $slot: MovingSlot
      $reason: String!
      $assignmentId: ID
      $onlyIfWaiting: Boolean!
      $agreedTotal: Int
    ) {
      reassignMoveCall(
        id: $id
        moverId: $moverId
        movingOn: $movingOn
        slot: $slot
        reason: $reason
        assignmentId: $assignmentId
        onlyIfWaiting: $onlyIfWaiting
        agreedTotal: $agreedTotal
      ) {
        moveCall {
          id
          assignmentHistory {
            id
          }
        }
        quote {
          total
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

const ReadCost = graphql(`
  query CostOfJob($id: ID!) {
    moveCall(id: $id) {
      id
      cost
    }
  }
`);

/** A call, and where it is to be put. */
export interface AskedMove {
  readonly job: BoardJob;
  readonly to: Spot;
  readonly reason: string;
  /** KRW: what the customer has agreed to pay at the new time; null when no price was named. */
  readonly agreedTotal: number | null;
}

/** What a call costs at another time. Amounts in KRW. */
export interface NewPrice {
  /** What was agreed on; null when it cannot be read. */
  readonly before: number | null;
  readonly total: number;
}

/** What came of a move: who has the call now, a price to agree to, or a text for the operator. */
export type Answer =
  /** `held` is null while it is not known: another time has another assignment only a moment later. */
  | { readonly status: 'MOVED'; readonly held: BoardJob['held'] }
  | { readonly status: 'PRICE_CHANGED'; readonly price: NewPrice }
  | { readonly status: 'REFUSED'; readonly text: string };

/**
 * Gives a call to a team, at its time or at another one. The server is told which assignment is meant to end, or that the call waits: when
 * somebody else has moved the call since the board was read, nothing changes.
 */
export function useReassign(): (asked: AskedMove) => Promise<Answer> {
  const client = useClient();
  return useCallback(
    async (asked) => {
      const { data, error } = await client.mutation(Reassign, variablesOf(asked)).toPromise();
      if (error) return { status: 'REFUSED', text: errorText(error) };
      const { job, to } = asked;
      const { moveCall, quote, userErrors = [] } = data?.reassignMoveCall ?? {};
      const [refusal] = userErrors;
      if (refusal?.code === 'PRICE_CHANGED' && quote) {
        const before = await costOf(client, job.callId);
        return { status: 'PRICE_CHANGED', price: { before, total: quote.total } };
      }
      if (refusal) return { status: 'REFUSED', text: refusal.message };
      const last = isAtItsTime(job, to) ? moveCall?.assignmentHistory?.at(-1) : undefined;
      return { status: 'MOVED', held: last ? { moverId: to.moverId, assignmentId: last.id } : null };
    },
    [client],
  );
}

const variablesOf = ({ job, to, reason, agreedTotal }: AskedMove) => ({
  id: job.callId,
  moverId: to.moverId,
  // A call that only changes its team keeps the time that it has, even if the board shows an older one.
  ...(!isAtItsTime(job, to) && { movingOn: to.date, slot: to.slot }),
  reason,
  assignmentId: job.held?.assignmentId ?? null,
  onlyIfWaiting: job.held === null,
  agreedTotal,
});

async function costOf(client: Client, id: string): Promise<number | null> {
  const { data } = await client.query(ReadCost, { id }, { requestPolicy: 'network-only' }).toPromise();
  return data?.moveCall?.cost ?? null;
}

import type { Cause, Database } from '@movecall/eventlog';
import type { AssignmentView } from '../assignment/assignment-view.ts';
import type { AssignmentRefusal } from '../assignment/assignment.ts';
import type { ExecuteAssignments } from '../executor.ts';
import { findAssignment } from './offer-store.ts';
import type { OfferRefusal } from './offering.ts';
import { readAssignment } from '../read-model.ts';

/** The assignment as it is afterwards, or why it is as before. NOT_FOUND also stands for another team's offer. */
export type OfferAnswered =
  { readonly assignment: AssignmentView } | { readonly refusal: OfferRefusal | 'NOT_FOUND' };

/** A team and the offer that it answers. */
export interface Answering {
  readonly assignmentId: string;
  readonly moverId: string;
}

/** The answers of teams to offers. */
export interface OfferCommands {
  accept(offer: Answering, cause: Cause): Promise<OfferAnswered>;
  /** @param reason null without one */
  decline(offer: Answering, reason: string | null, cause: Cause): Promise<OfferAnswered>;
}

export interface OfferCommandsDeps {
  readonly db: Database;
  readonly execute: ExecuteAssignments;
}

/** Each answer is a transaction of its own. */
export function createOfferCommands({ db, execute }: OfferCommandsDeps): OfferCommands {
  const answer = (
    { assignmentId, moverId }: Answering,
    given:
      { readonly type: 'acceptOffer' } | { readonly type: 'declineOffer'; readonly reason: string | null },
    cause: Cause,
  ): Promise<OfferAnswered> =>
    db.transaction(async (tx) => {
      const offered = await findAssignment(tx, assignmentId);
      if (offered?.moverId !== moverId) return { refusal: 'NOT_FOUND' };
      const { callId } = offered;
      const [decision] = await execute(tx, [
        { id: callId, command: { ...given, callId, assignmentId }, cause },
      ]);
      if (decision && 'refusal' in decision) return { refusal: asOfferRefusal(decision.refusal) };
      const assignment = await readAssignment(tx, assignmentId);
      return assignment ? { assignment } : { refusal: 'NOT_FOUND' };
    });
  return {
    accept: (offer, cause) => answer(offer, { type: 'acceptOffer' }, cause),
    decline: (offer, reason, cause) => answer(offer, { type: 'declineOffer', reason }, cause),
  };
}

function asOfferRefusal(refused: AssignmentRefusal): OfferRefusal {
  if (refused === 'OFFER_OVER' || refused === 'OFFER_ACCEPTED') return refused;
  throw new Error(`an answer to an offer was refused with ${refused}`);
}

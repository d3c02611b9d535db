import type { Owed } from '../terms/cancellation.ts';
import { type Charge, type Entry, isPayment, sumOf, type Won } from './entry.ts';

/**
 * What teams owe that did not keep to the contract, and what is left for the end of the call to add. Both are told of in any order, and
 * end at the same sum: the customer owes no penalty for ending a call whose team has failed, and of what the mover's side owes for
 * ending it, that of its teams is a part.
 */

const failedTeamOf = (entry: Entry): Charge['failed'] => (isPayment(entry) ? undefined : entry.failed);

/** Whether it is written already what the team of an assignment owes. */
export const isCompensated = (entries: readonly Entry[], assignmentId: string): boolean =>
  entries.some((entry) => failedTeamOf(entry)?.assignmentId === assignmentId);

/** What all failed teams of a call owe. */
export const owedByTeams = (entries: readonly Entry[]): Won =>
  -sumOf(entries.filter((entry) => failedTeamOf(entry) !== undefined)) || 0;

/** What the end of a call adds. @param owed what it costs as if no team had failed */
export function owedAtEnd(entries: readonly Entry[], owed: Owed): Owed {
  const byTeams = owedByTeams(entries);
  return byTeams === 0 ? owed : { penalty: 0, compensation: Math.max(owed.compensation - byTeams, 0) };
}

/** How what the end has added changes, since one more team has failed. @param compensation what that team owes */
export function correctionsAfter(entries: readonly Entry[], compensation: Won): Owed {
  const byEnd = (kind: 'PENALTY' | 'COMPENSATION'): Won =>
    sumOf(entries.filter((entry) => entry.kind === kind && failedTeamOf(entry) === undefined));
  const added = -byEnd('COMPENSATION') || 0;
  const left = Math.max(added - compensation, 0);
  return { penalty: -byEnd('PENALTY') || 0, compensation: left - added };
}

import type { Viewer } from '@movecall/identity';
import { z } from 'zod';
import type { NewTime } from './rescheduling.ts';

/** What manage asks assign for, and the shapes of the answers. */

/** A mutation of assign. */
export interface AssignQuestion<Answer> {
  readonly name: string;
  readonly query: string;
  readonly variables: object;
  readonly viewer: Viewer;
  readonly shape: z.ZodType<Answer>;
}

/** The team that an operator gives a call to. */
export interface WantedTeam {
  readonly moverId: string;
  readonly reason: string;
  /** The assignment that is meant to end; null for the one that the call has. */
  readonly assignmentId: string | null;
  /** Whether a call that a team has is refused. */
  readonly onlyIfWaiting: boolean;
}

export interface AskedHold extends NewTime {
  /** Also the idempotency key. */
  readonly attemptId: string;
  readonly callId: string;
  /** Null: the call's own team, or else the next fitting one. */
  readonly wanted: WantedTeam | null;
}

/** A team for a call at the time that the call has, as manage knows it. */
export interface AskedTeam extends NewTime, WantedTeam {
  readonly callId: string;
}

/** Why a team cannot get a call, as assign says it to operators. */
const teamProblem = z.object({
  code: z.string(),
  message: z.string(),
  field: z.array(z.string()).nullable(),
});
export type TeamProblem = z.infer<typeof teamProblem>;

const refusals = ['SLOT_FULL', 'UNKNOWN_CALL', 'CALL_OVER', 'BUSY', 'WITHDRAWN'] as const;

/** The team whose time is held, or why none is. UNAVAILABLE: it is not known whether a time is held. */
export type HoldAnswer =
  | { readonly outcome: 'HELD'; readonly moverId: string }
  | { readonly outcome: 'REFUSED'; readonly problem: TeamProblem }
  | { readonly outcome: (typeof refusals)[number] | 'UNAVAILABLE' };

const holdTime = (fields: string) =>
  `mutation HoldTime($input: HoldTimeInput!) { answer: holdTime(input: $input) { outcome moverId ${fields} } }`;
const HOLD_TIME = holdTime('');
// An assign of the previous release knows no such teams.
const HOLD_TIME_OF_TEAM = holdTime('problem { code message field }');

const heldShape = z.object({
  data: z.object({
    answer: z.union([
      z.object({ outcome: z.literal('HELD'), moverId: z.uuid() }),
      z.object({ outcome: z.literal('REFUSED'), problem: teamProblem }),
      z.object({ outcome: z.enum(refusals) }),
    ]),
  }),
});

export const holdQuestion = ({ wanted, ...asked }: AskedHold) => ({
  name: 'HoldTime',
  query: wanted === null ? HOLD_TIME : HOLD_TIME_OF_TEAM,
  variables: { input: { ...asked, ...wanted } },
  shape: heldShape,
});

const REASSIGN = `mutation Reassign(
    $id: ID!, $moverId: ID!, $movingOn: Date, $slot: MovingSlot, $reason: String!, $assignmentId: ID, $onlyIfWaiting: Boolean
  ) {
    answer: reassignMoveCall(
      id: $id, moverId: $moverId, movingOn: $movingOn, slot: $slot, reason: $reason, assignmentId: $assignmentId,
      onlyIfWaiting: $onlyIfWaiting
    ) { userErrors { code message field } }
  }`;

const reassignedShape = z.object({
  data: z.object({ answer: z.object({ userErrors: z.array(teamProblem) }) }),
});

export const teamQuestion = ({ callId: id, ...asked }: AskedTeam) => ({
  name: 'Reassign',
  query: REASSIGN,
  variables: { id, ...asked },
  shape: reassignedShape,
});

import type { Commanded } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { TypedText } from '@movecall/schema/event-values';
import type { EventOf } from '@movecall/schema/events';
import type { Reactions } from '@movecall/schema/reactions';
import { parseTel, type Tel } from '@movecall/values/tel';
import { type SQL, sql } from 'drizzle-orm';
import type { CallCommand, Mover } from './call/call.ts';
import {
  type AlertCopy,
  type MembersCopy,
  type MoverCopy,
  storeAlerts,
  storeMembers,
  storeMovers,
} from './call/copies.ts';
import { alertOperators, type OperatorAlert, type OperatorAlertDeps } from './call/operator-alerts.ts';
import type { ExecuteOnCalls } from './executor.ts';
import type { SessionStore } from './sign-in/session-store.ts';
import { attempts } from './tables.ts';

/** What an event becomes: a command to the call that it is about, or a copy of what its producer knows, or what operators are told. */
export type Reaction =
  | { readonly call: CallCommand }
  | { readonly mover: MoverCopy }
  | { readonly members: MembersCopy }
  | { readonly alert: AlertCopy }
  | { readonly operatorAlert: OperatorAlert };

export interface ReactionDeps {
  readonly sealer: Sealer;
  readonly now: () => Date;
}

/** What the events of manage, assign and notifier mean to this service. */
export const createReactions = ({ sealer, now }: ReactionDeps): Reactions<Reaction> => ({
  AssignmentRequested: () => ({ call: { type: 'noteAssigning', at: now() } }),
  AssignmentFailed: ({ data: { reason, rescheduled } }) => ({
    call: { type: 'noteNoMoverFree', reason, ...(rescheduled && { newTime: rescheduled }), at: now() },
  }),
  AssignmentOffered: ({ data: { rescheduled } }) => ({
    call: {
      type: 'noteNoMoverFree',
      reason: 'OFFERED',
      ...(rescheduled && { newTime: rescheduled }),
      at: now(),
    },
  }),
  AssignmentCompleted: ({ data }) => ({
    call: {
      type: 'confirm',
      mover: unsealedMover(sealer, data.mover),
      ...(data.rescheduled && { newTime: data.rescheduled }),
      at: now(),
    },
  }),
  // Who may sign in as a mover.
  MoverRegistered: ({ data: { moverId, name, tel, members = [] } }) => ({
    mover: {
      id: moverId,
      name: unsealText(sealer, name),
      tel: unsealTel(sealer, tel),
      members: members.map((member) => unsealTel(sealer, member)),
    },
  }),
  MoverUpdated: ({ data: { moverId, members } }) =>
    members === undefined
      ? null
      : { members: { id: moverId, members: members.map((member) => unsealTel(sealer, member)) } },
  AssignmentCancelled: ({ data: { cause, mover, summary } }) =>
    (cause === 'DROPPED' || cause === 'NO_SHOW') && mover && summary
      ? { operatorAlert: { type: 'TeamLostAlertRequested', data: { cause, team: mover.name, summary } } }
      : null,
  MoverAvailabilityChanged: ({ data: { jobsAtRisk } }) =>
    jobsAtRisk ? atRisk('TEAM_OFF', jobsAtRisk.team, jobsAtRisk) : null,
  CompanyUpdated: ({ data: { company, jobsAtRisk } }) =>
    jobsAtRisk ? atRisk('INSURANCE_ENDED', company.name, jobsAtRisk) : null,
  AlertSettled: ({ correlationId: callId, data: { deliveryId, template, channel, outcome, at } }) => ({
    alert: { id: deliveryId, callId, template, channel, outcome, at: new Date(at) },
  }),
  // Assign tells what follows from them, in the order of its other events about the call.
  OrderRescheduled: null,
  RescheduleWithdrawn: null,
  // These follow from a cancel or a withdrawal by this service, which are final.
  AssignmentCancelRequested: null,
  // A matter of the day itself, which assign shows.
  TeamDeparted: null,
  TeamArrived: null,
  // What customers see of a mover's company, they ask assign and manage for.
  CompanyRegistered: null,
  // It follows from CallErased.
  OrderErased: null,
  // Messages of which AlertSettled tells, or that are about no call.
  QuoteShared: null,
  ContractMade: null,
  QuoteErased: null,
  // This service's own.
  CallCancelled: null,
  CallWithdrawn: null,
  MoveCallStatusChanged: null,
  LoginCodeRequested: null,
  TeamLostAlertRequested: null,
  JobsAtRiskAlertRequested: null,
  SessionsEnded: null,
  CallErased: null,
  PersonErased: null,
});

const atRisk = (
  risk: 'TEAM_OFF' | 'INSURANCE_ENDED',
  name: TypedText,
  { jobs, firstOn }: NonNullable<EventOf<'CompanyUpdated'>['data']['jobsAtRisk']>,
): Reaction => ({
  operatorAlert: { type: 'JobsAtRiskAlertRequested', data: { risk, name, jobs, firstOn } },
});

export interface ReactDeps extends OperatorAlertDeps {
  readonly execute: ExecuteOnCalls;
  readonly sessions: SessionStore;
}

/** Makes the function that executes reactions, with one statement for each table, however many they are. */
export const createReact =
  (deps: ReactDeps) =>
  async (tx: Transaction, reactions: readonly Commanded<Reaction>[]): Promise<void> => {
    const { execute, sessions, now } = deps;
    const commands = reactions.flatMap(({ command: reaction, ...about }) =>
      'call' in reaction ? [{ ...about, command: reaction.call }] : [],
    );
    if (commands.length > 0) await execute(tx, commands);
    await storeAlerts(
      tx,
      reactions.flatMap(({ command }) => ('alert' in command ? [command.alert] : [])),
    );
    const operatorAlerts = reactions.flatMap(({ command: reaction, ...about }) =>
      'operatorAlert' in reaction ? [{ ...about, command: reaction.operatorAlert }] : [],
    );
    await alertOperators(tx, operatorAlerts, deps);
    await storeMovers(
      tx,
      reactions.flatMap(({ command }) => ('mover' in command ? [command.mover] : [])),
    );
    await storeMembers(
      tx,
      reactions.flatMap(({ command }) => ('members' in command ? [command.members] : [])),
    );
    // Whoever has a former phone of a mover is no longer the mover.
    const cause = reactions.findLast(({ command }) => 'mover' in command || 'members' in command)?.cause;
    if (cause) await sessions.end(tx, 'WITH_A_LOST_ROLE', { now: now(), cause });
  };

/** Whether a call is still being accepted. Its events wait: a call exists once its attempt is settled, or never. */
export const isUnsettled: SQL = sql`exists (select from ${attempts}
  where ${attempts.id} = event.correlation_id and ${attempts.status} = 'PENDING' offset 0)`;

const unsealedMover = (
  sealer: Sealer,
  { id, name, tel, plate }: EventOf<'AssignmentCompleted'>['data']['mover'],
): Mover => ({ id, name: unsealText(sealer, name), tel: unsealTel(sealer, tel), plate });

const unsealText = (sealer: Sealer, text: TypedText): string =>
  typeof text === 'string' ? text : sealer.unseal(text.sealed);

function unsealTel(sealer: Sealer, sealed: string): Tel {
  const tel = parseTel(sealer.unseal(sealed));
  if (!tel) throw new Error('the sealed text in the event is not a Korean mobile number; check its producer');
  return tel;
}

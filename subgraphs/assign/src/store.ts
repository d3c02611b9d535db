import { arrayOf, insertRows, updateRows } from '@movecall/database/rows';
import type { Change, Commanded, Store } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { type Day, seoulDay } from '@movecall/values/days';
import type { Tel } from '@movecall/values/tel';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { AssignmentCommand } from './assignment/assignment.ts';
import type { AssignmentFact } from './assignment/assignment-fact.ts';
import type { Board } from './assignment/board.ts';
import type { CallState } from './assignment/call-state.ts';
import {
  assignmentRow,
  erasedColumns,
  movedRow,
  releaseColumns,
  requestRow,
  statusColumns,
  timeColumns,
  toCall,
} from './assignment/board-rows.ts';
import { candidatesFor, reasonsFor } from './dispatch/candidates.ts';
import type { AssignmentRequest } from './dispatch/dispatch.ts';
import type { Mover } from './mover/mover.ts';
import { changedCallOf, freedBy, freeingsOf, type Held, releasable } from './dispatch/freeing.ts';
import { endHolds, holdsOf, makeHolds, markHolds } from './hold/hold-store.ts';
import { dispatchRecords } from './dispatch/dispatch-records.ts';
import { saveDaysOff, jobDaysFrom } from './mover/days-off.ts';
import { changedColumns, moverColumns, moverRow, toMover } from './mover/mover-row.ts';
import { passedOverFor } from './dispatch/passed-over.ts';
import { progressFor, saveProgress } from './progress/progress-store.ts';
import { queuesOf } from './dispatch/queues.ts';
import {
  assignments,
  dispatchRecords as dispatchRecordRows,
  moverPhones,
  movers,
  requests,
} from './tables.ts';
import { daysOfTeam } from './rescue/jobs-at-risk.ts';
import { askedBy, targetsFor, wantedBy } from './dispatch/targets.ts';
import { saveTimers } from './timers/assignment-timers.ts';

export interface BoardStoreDeps {
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long a team has to accept an offer, ms. */
  readonly acceptWithinMs: number;
}

/** The id of the only state: commands on all calls are decided on one board. */
export const THE_BOARD = 'board';

type Commands = readonly AssignmentCommand[];
type Calls = ReadonlyMap<string, CallState>;

/** Reads what commands of one kind are decided on, and writes what they have changed. Its caller holds the locks. */
export const createBoardStore = ({
  now,
  newId,
  acceptWithinMs,
}: BoardStoreDeps): Store<Board, AssignmentCommand, AssignmentFact> => ({
  async load(tx, commanded: readonly Commanded<AssignmentCommand>[]) {
    const at = now();
    const commands = commanded.map(({ command }) => command);
    const requested = commands.flatMap((command) => (command.type === 'request' ? [command.request] : []));
    const [calls, holds, forRequested] = await Promise.all([
      callsOf(tx, commands.flatMap(callOf)),
      holdsOf(tx, { ids: commands.flatMap(attemptOf), callIds: commands.flatMap(changedCallOf) }),
      candidatesFor(tx, requested),
    ]);
    const again = inNeed(commands, { calls, holds });
    const passedOver = await passedOverFor(
      tx,
      again.map(({ callId }) => callId),
    );
    const candidates = new Map([...forRequested, ...(await candidatesFor(tx, again, passedOver))]);
    const asked = [...requested.filter(({ callId }) => !calls.has(callId)), ...again];
    const reasons = await reasonsFor(
      tx,
      asked.filter(({ callId }) => candidates.get(callId)?.length === 0),
    );
    const known = await moversOf(tx, commands, { calls, holds });
    const freed = freedBy(commands, { calls, holds }, known);
    const released = [...calls.keys(), ...holds.keys()];
    const queues = await queuesOf(tx, freed, { released, today: seoulDay(at) });
    const queued = [...queues.values()].flat().map(({ callId }) => callId);
    const waiting = await callsOf(tx, queued);
    const targets = await targetsFor(tx, commands, { calls, known });
    const maybeAssigned = [...asked.map(({ callId }) => callId), ...calls.keys(), ...queued];
    const board: Board = {
      at,
      calls: new Map([...waiting, ...calls]),
      movers: known,
      candidates,
      queues,
      assignmentIds: new Map(maybeAssigned.map((callId) => [callId, newId()])),
      acceptWithinMs,
      reasons,
      passedOver,
      progress: await progressFor(tx, commands),
      targets,
      booked: releasable(commands, { calls, holds }, known),
      holds,
      jobDays: (await Promise.all(commands.map((command) => jobDaysFor(tx, command, at)))).flat(),
    };
    return new Map([[THE_BOARD, board]]);
  },

  async save(tx, changes) {
    for (const change of changes) {
      await saveMovers(tx, change);
      await saveRequests(tx, change);
      await endHolds(tx, change);
      await saveAssignments(tx, change);
      await saveProgress(tx, change);
      await saveTimers(tx, change);
      await makeHolds(tx, change);
      await markHolds(tx, change);
      await keepRecords(tx, change);
    }
  },
});

/** Movers by their ids, or by phones of theirs or of their members. */
export async function findMovers(
  tx: Transaction,
  { ids = [], tels = [] }: { readonly ids?: readonly string[]; readonly tels?: readonly string[] },
): Promise<Mover[]> {
  if (ids.length + tels.length === 0) return [];
  const rows = await tx.select(moverColumns).from(movers)
    .where(sql`${movers.id} = any(${arrayOf(ids)}::uuid[]) or ${movers.id} in (
      select ${moverPhones.moverId} from ${moverPhones} where ${moverPhones.tel} = any(${arrayOf(tels)}::text[]))`);
  return rows.map(toMover);
}

const callOf = (command: AssignmentCommand): string[] =>
  command.type === 'request' ? [command.request.callId] : changedCallOf(command);

const attemptOf = (command: AssignmentCommand): string[] =>
  'attemptId' in command ? [command.attemptId] : [];

const NEEDING = new Set<AssignmentCommand['type']>(['drop', 'noShow', 'declineOffer', 'expireOffer', 'hold']);

/** The calls that commands take from their teams, so that they need the next one, and those that need one at another time. */
const inNeed = (commands: Commands, { calls, holds }: Held): AssignmentRequest[] =>
  commands.flatMap((command) => {
    const known = command.type === 'reschedule' ? holds.get(command.attemptId) : undefined;
    const isGivenBack = known?.status === 'HELD' && known.isGivenBack;
    if (!(NEEDING.has(command.type) || isGivenBack) || !('callId' in command)) return [];
    const call = calls.get(command.callId);
    return call && 'request' in call ? [askedBy(command, call.request)] : [];
  });

/** Calls by their ids, each with its offered or active assignment. A call that is not known is not among them. */
async function callsOf(tx: Transaction, callIds: readonly string[]): Promise<Calls> {
  if (callIds.length === 0) return new Map();
  const { id, moverId, moverCompanyId: companyId, assignedAt, distanceMeters, expiresAt } = assignments;
  const held = tx
    .select({ id, moverId, companyId, assignedAt, distanceMeters, expiresAt })
    .from(assignments)
    .where(and(eq(assignments.callId, requests.callId), sql`${assignments.status} <> 'RELEASED'`))
    .limit(1)
    .as('held');
  const rows = await tx
    .select({ request: requests, held: held._.selectedFields })
    .from(requests)
    .leftJoinLateral(held, sql`true`)
    .where(sql`${requests.callId} = any(${arrayOf(callIds)}::uuid[])`);
  return new Map(rows.map((row) => [row.request.callId, toCall(row.request, row.held)]));
}

/** The movers that commands are about: those whose time may become free, and those that are named. */
async function moversOf(
  tx: Transaction,
  commands: Commands,
  held: Held,
): Promise<ReadonlyMap<string, Mover>> {
  const ids = commands.flatMap((command) => {
    if ('moverId' in command) return [command.moverId];
    const wanted = wantedBy(command, held.calls).map(({ moverId }) => moverId);
    const freed = freeingsOf(command, held).map(({ moverId }) => moverId);
    return [...wanted, ...freed];
  });
  const tels = commands.flatMap((command): readonly Tel[] => {
    if (command.type === 'register') return [command.mover.tel, ...command.mover.members];
    return command.type === 'update' ? (command.changes.members ?? []) : [];
  });
  const found = await findMovers(tx, { ids, tels });
  return new Map(found.map((mover) => [mover.id, mover]));
}

async function jobDaysFor(tx: Transaction, command: AssignmentCommand, at: Date): Promise<readonly Day[]> {
  if (command.type === 'setDaysOff') return jobDaysFrom(tx, command.moverId, command.from);
  return command.type === 'setAvailability' ? daysOfTeam(tx, command.moverId, seoulDay(at)) : [];
}

type BoardChange = Change<Board, AssignmentFact>;

/** Keeps what was decided on. */
async function keepRecords(tx: Transaction, { before, recorded }: BoardChange): Promise<void> {
  const facts = recorded.map(({ fact }) => fact);
  const rows = dispatchRecords(before, facts).map((each) => ({ ...each, at: before.at }));
  await write(tx, rows, (all) => insertRows(dispatchRecordRows, all));
}

/** Sends a statement about rows, if there are any. */
async function write<Row>(tx: Transaction, rows: readonly Row[], statement: (rows: readonly Row[]) => SQL) {
  if (rows.length > 0) await tx.execute(statement(rows));
}

async function saveMovers(tx: Transaction, { recorded }: BoardChange): Promise<void> {
  const facts = recorded.map(({ fact }) => fact);
  const registered = facts.flatMap((fact) => (fact.type === 'Registered' ? [moverRow(fact.mover)] : []));
  const switched = facts.flatMap((fact) =>
    fact.type === 'AvailabilityChanged' ? [{ id: fact.moverId, available: fact.available }] : [],
  );
  const updated = facts.flatMap((fact) => (fact.type === 'Updated' ? [changedColumns(fact.mover)] : []));
  await write(tx, registered, (rows) => insertRows(movers, rows));
  await write(tx, switched, (rows) => updateRows(movers, 'id', rows));
  await write(tx, updated, (rows) => updateRows(movers, 'id', rows));
  for (const fact of facts) if (fact.type === 'DaysOffSet') await saveDaysOff(tx, fact);
}

async function saveRequests(tx: Transaction, { before, after, recorded }: BoardChange): Promise<void> {
  const idsOf = (...types: AssignmentFact['type'][]): string[] => {
    const of = recorded.flatMap(({ fact }) => {
      if (!types.includes(fact.type)) return [];
      return 'request' in fact ? [fact.request.callId] : 'callId' in fact ? [fact.callId] : [];
    });
    return [...new Set(of)];
  };
  const rowsOf = <Row>(callIds: readonly string[], row: (callId: string, call: CallState) => Row): Row[] =>
    callIds.flatMap((callId) => {
      const call = after.calls.get(callId);
      return call ? [row(callId, call)] : [];
    });
  const isKnown = (callId: string): boolean => before.calls.has(callId);
  const touched = idsOf('Assigned', 'Offered', 'OfferAccepted', 'NoMoverFree', 'Voided', 'Cancelled');
  const fresh = rowsOf(
    touched.filter((callId) => !isKnown(callId)),
    requestRow,
  );
  await write(tx, fresh, (rows) => insertRows(requests, rows));
  if (fresh.length > 0) await failpoint('assign.request-kept');
  await write(tx, rowsOf(touched.filter(isKnown), statusColumns), (rows) =>
    updateRows(requests, 'callId', rows),
  );
  await write(tx, rowsOf(idsOf('Rescheduled'), timeColumns), (rows) => updateRows(requests, 'callId', rows));
  const erased = rowsOf(idsOf('Erased'), erasedColumns);
  await write(tx, erased, (rows) => updateRows(requests, 'callId', rows));
  await write(tx, erased, forgetReasons);
}

/** What people have written about releases may name persons. */
const forgetReasons = (rows: readonly { readonly callId: string }[]): SQL => sql`
  update ${assignments} set released_reason = null
  where call_id = any(${arrayOf(rows.map(({ callId }) => callId))}::uuid[]) and released_reason is not null`;

/** Releases come first: the mover may be booked again for the same day. */
async function saveAssignments(tx: Transaction, { after: { at }, recorded }: BoardChange): Promise<void> {
  const lost = new Map(
    recorded.flatMap(({ fact }) => (fact.type === 'Released' ? [[fact.assignmentId, fact] as const] : [])),
  );
  const made = recorded.flatMap(({ fact }) =>
    fact.type === 'Assigned' || fact.type === 'Offered'
      ? [assignmentRow(fact, at, lost.get(fact.assignmentId) ?? null)]
      : [],
  );
  const accepted = recorded.flatMap(({ fact }) =>
    fact.type === 'OfferAccepted' ? [{ id: fact.assignmentId, status: 'ACTIVE' as const }] : [],
  );
  const isNew = new Set(made.map(({ id }) => id));
  const released = [...lost]
    .filter(([id]) => !isNew.has(id))
    .map(([id, fact]) => ({ id, ...releaseColumns(fact, at) }));
  const moved = recorded.flatMap(({ fact }) =>
    fact.type === 'Rescheduled' && fact.kept ? [movedRow(fact.request, fact.kept)] : [],
  );
  await write(tx, moved, (rows) => updateRows(assignments, 'id', rows));
  await write(tx, released, (rows) => updateRows(assignments, 'id', rows));
  await write(tx, accepted, (rows) => updateRows(assignments, 'id', rows));
  await write(tx, made, (rows) => insertRows(assignments, rows));
}

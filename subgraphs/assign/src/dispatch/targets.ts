import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import type { AssignmentCommand } from '../assignment/assignment.ts';
import type { Target } from '../assignment/board.ts';
import type { CallState } from '../assignment/call-state.ts';
import { holderIn } from './freeing.ts';
import { requestRows } from './candidates.ts';
import type { AssignmentRequest } from './dispatch.ts';
import { isInArea, metersOf } from './fit.ts';
import type { Mover } from '../mover/mover.ts';
import { bookings, movers } from '../tables.ts';

type Calls = ReadonlyMap<string, CallState>;

/** A team that a command wants for a call. */
interface Wanted {
  readonly callId: string;
  readonly moverId: string;
}

/** The teams that a command wants for calls, or that accept them. */
export function wantedBy(command: AssignmentCommand, calls: Calls): readonly Wanted[] {
  const one = (callId: string, moverId: string | null) => (moverId === null ? [] : [{ callId, moverId }]);
  switch (command.type) {
    case 'reassign':
      return one(command.callId, command.toMoverId);
    case 'acceptOffer':
      return one(command.callId, holderIn(calls.get(command.callId)));
    case 'hold':
      return one(command.callId, command.wanted?.moverId ?? holderIn(calls.get(command.callId)));
    case 'applyPlan':
      return command.moves.map(({ callId, toMoverId: moverId }) => ({ callId, moverId }));
    default:
      return [];
  }
}

/** What a command asks for a call: at another time, if it names one. */
export const askedBy = (command: AssignmentCommand, request: AssignmentRequest): AssignmentRequest =>
  command.type === 'hold' || command.type === 'reschedule'
    ? { ...request, movingOn: command.movingOn, slot: command.slot }
    : request;

/** Reads the teams that commands want for calls. */
export async function targetsFor(
  tx: Transaction,
  commands: readonly AssignmentCommand[],
  { calls, known }: { readonly calls: Calls; readonly known: ReadonlyMap<string, Mover> },
): Promise<ReadonlyMap<string, Target>> {
  const targets = new Map<string, Target>();
  for (const command of commands) {
    if (command.type === 'acceptOffer') continue;
    const wanted = wantedBy(command, calls);
    const moved = wanted.map(({ callId }) => callId);
    for (const { callId, moverId } of wanted) {
      const [call, mover] = [calls.get(callId), known.get(moverId)];
      if (call && 'request' in call && mover)
        targets.set(callId, await targetFor(tx, mover, askedBy(command, call.request), moved));
    }
  }
  return targets;
}

/** Reads what a team that an operator wants for a call has to do with it. The bookings of the calls that are moved do not count. */
async function targetFor(
  tx: Transaction,
  mover: Mover,
  asked: AssignmentRequest,
  moved: readonly string[],
): Promise<Target> {
  const team = sql`${movers}`;
  const line = sql`(${movers.baseEarth} <-> request.home)`;
  const [row] = await tx.execute<Omit<Target, 'mover'>>(sql`
    select ${metersOf(line)} as "distanceMeters", ${isInArea(team, line)} as "isInArea",
      not exists (select from ${bookings} where ${bookings.moverId} = ${movers.id}
        and (${bookings.callId} = any(${arrayOf(moved)}::uuid[])) is not true
        and ${bookings.during} && case ${movers.slotsPerDay} when 1 then request.whole else request.during end) as "hasTime"
    from ${requestRows([asked])} cross join ${movers} where ${movers.id} = ${mover.id}`);
  if (!row) throw new Error(`mover ${mover.id} has no row; report a bug`);
  return { mover, ...row };
}

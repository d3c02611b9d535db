import type { Day } from '@movecall/values/days';
import type { AssignmentCommand } from '../assignment/assignment.ts';
import { type Job, jobOf, jobOfHold } from '../assignment/board.ts';
import { type CallState, isHeld } from '../assignment/call-state.ts';
import type { HoldState } from '../hold/hold.ts';
import type { Mover } from '../mover/mover.ts';
import type { Freed } from './queues.ts';

/** Which time of which movers commands may make free. */

type Commands = readonly AssignmentCommand[];

/** The calls that commands are about, and their holds. */
export interface Held {
  readonly calls: ReadonlyMap<string, CallState>;
  readonly holds: ReadonlyMap<string, HoldState>;
}

/** A team, and the day on which it may become free. */
interface Freeing {
  readonly moverId: string;
  readonly day: Day;
}

/** What a command may free: the job of a call, and the time that is held for it. */
export function freeingsOf(command: AssignmentCommand, { calls, holds }: Held): Freeing[] {
  const ofCall = (callId: string): Freeing[] => {
    const call = calls.get(callId);
    return isHeld(call) ? [{ moverId: call.assignment.moverId, day: call.request.movingOn }] : [];
  };
  const ofHolds = (callId: string): Freeing[] =>
    [...holds.values()].flatMap((state) =>
      state.status === 'HELD' && state.hold.callId === callId
        ? [{ moverId: state.hold.moverId, day: state.hold.movingOn }]
        : [],
    );
  switch (command.type) {
    case 'cancel':
    case 'reschedule':
      return [...ofCall(command.callId), ...ofHolds(command.callId)];
    case 'drop':
    case 'declineOffer':
    case 'expireOffer':
    case 'noShow':
    case 'reassign':
      return ofCall(command.callId);
    case 'applyPlan':
      return command.moves.flatMap(({ callId }) => ofCall(callId));
    case 'withdrawHold':
      return ofHolds(command.callId);
    default:
      return [];
  }
}

/** The team that has a call, or is asked; null when none is. */
export const holderIn = (call: CallState | undefined): string | null =>
  isHeld(call) ? call.assignment.moverId : null;

/** The calls that a command changes. A request only makes one. */
export function changedCallOf(command: AssignmentCommand): string[] {
  if (command.type === 'applyPlan') return command.moves.map(({ callId }) => callId);
  return 'callId' in command ? [command.callId] : [];
}

/** The jobs and holds that commands may release. The queues of their movers are read as if none of them counted. */
export function releasable(
  commands: Commands,
  { calls, holds }: Held,
  known: ReadonlyMap<string, Mover>,
): ReadonlyMap<string, readonly Job[]> {
  const jobs = new Map<string, Job[]>();
  const add = (moverId: string, job: Job) => jobs.set(moverId, [...(jobs.get(moverId) ?? []), job]);
  for (const callId of new Set(commands.flatMap(changedCallOf))) {
    const call = calls.get(callId);
    const mover = isHeld(call) ? known.get(call.assignment.moverId) : undefined;
    if (isHeld(call) && mover) add(mover.id, jobOf(call.request, mover.slotsPerDay));
  }
  for (const state of holds.values())
    if (state.status === 'HELD') add(state.hold.moverId, jobOfHold(state.hold));
  return jobs;
}

/**
 * The movers that commands may make free. Each release on a day takes at most one call off each of its queues: the one that is
 * cancelled, or one that is served instead.
 */
export function freedBy(commands: Commands, held: Held, known: ReadonlyMap<string, Mover>): Freed[] {
  const freeings = commands.flatMap((command) => freeingsOf(command, held));
  const waiting = commands.flatMap((command) => {
    const taken = command.type === 'cancel' || command.type === 'reassign';
    const call = taken ? held.calls.get(command.callId) : undefined;
    return call?.status === 'WAITING' ? [call.request.movingOn] : [];
  });
  const busy = [...freeings.map(({ day }) => day), ...waiting];
  const wantedOn = (day: Day): number => busy.filter((one) => one === day).length;
  const released = freeings.flatMap(({ moverId, day }): Freed[] => {
    const mover = known.get(moverId);
    return mover?.available ? [{ mover, day, wanted: wantedOn(day) }] : [];
  });
  const switched = commands.flatMap((command): Freed[] => {
    if (command.type === 'register') return [{ mover: command.mover, day: null, wanted: 1 }];
    // The days that are taken back are still off here; `reconsider` follows.
    if (command.type === 'setDaysOff') return [];
    const changed = changedBy(command, known);
    return changed?.available ? [{ mover: changed, day: null, wanted: 1 }] : [];
  });
  return [...released, ...switched];
}

/** The mover that a command names, as it is afterwards. */
function changedBy(command: AssignmentCommand, known: ReadonlyMap<string, Mover>): Mover | undefined {
  const mover = 'moverId' in command ? known.get(command.moverId) : undefined;
  if (mover && command.type === 'setAvailability') return { ...mover, available: command.available };
  if (mover && command.type === 'update') return { ...mover, ...command.changes };
  return mover;
}

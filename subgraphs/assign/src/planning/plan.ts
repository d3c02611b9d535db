import type { MovingSlot } from '@movecall/schema/events';
import { munkres } from 'munkres';
import { type SlotsPerDay, slotsOverlap, slotTaken } from '../slots.ts';

/**
 * The plan of a day: which teams its jobs should have, so that the teams drive as little as possible. Dispatch gives each call the
 * nearest team that is free at that moment, which is not the shortest way for all of them together.
 */

/** A job that may get another team. */
export interface PlannedJob {
  readonly callId: string;
  readonly assignmentId: string;
  readonly moverId: string;
  readonly slot: MovingSlot;
  /** Great-circle distance between its team's base and the home, whole metres. */
  readonly distanceMeters: number;
}

/** A team that can do a job, as far as everything but its time tells. */
export interface Option {
  readonly callId: string;
  readonly moverId: string;
  readonly distanceMeters: number;
}

export interface PlannedTeam {
  readonly id: string;
  readonly slotsPerDay: SlotsPerDay;
  /** The parts of the day that are taken by what the plan does not move. */
  readonly taken: readonly MovingSlot[];
}

export interface Move {
  readonly callId: string;
  readonly assignmentId: string;
  readonly fromMoverId: string;
  readonly toMoverId: string;
  readonly beforeMeters: number;
  readonly afterMeters: number;
}

/** More rounds than any day needs: each one must make the way shorter. */
const MAX_ROUNDS = 10;
const SLOTS: readonly MovingSlot[] = ['ALL_DAY', 'MORNING', 'AFTERNOON'];

/** The team of each job. */
type Teams = ReadonlyMap<string, Option>;

/**
 * Plans a day. The jobs of one slot are matched at their best, one slot after the other, until nothing becomes shorter: so a day of whole
 * days, or of mornings and afternoons of the same teams, has the shortest way there is, and any other one is never worse than before.
 *
 * @returns the jobs that should change teams, the one that saves most first
 */
export function planDay(
  jobs: readonly PlannedJob[],
  options: readonly Option[],
  teams: readonly PlannedTeam[],
): readonly Move[] {
  const before: Teams = new Map(jobs.map((job) => [job.callId, job]));
  let now = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const last = lengthOf(now);
    for (const slot of SLOTS) now = matchSlot(slot, { jobs, options, teams, now });
    if (lengthOf(now) === last) break;
  }
  const moves = jobs.flatMap(({ callId, assignmentId, moverId, distanceMeters }): Move[] => {
    const after = now.get(callId);
    if (!after || after.moverId === moverId) return [];
    const { moverId: toMoverId, distanceMeters: afterMeters } = after;
    const change = { fromMoverId: moverId, toMoverId, beforeMeters: distanceMeters, afterMeters };
    return [{ callId, assignmentId, ...change }];
  });
  return moves.toSorted((one, other) => savedBy(other) - savedBy(one));
}

const savedBy = ({ beforeMeters, afterMeters }: Move): number => beforeMeters - afterMeters;

const lengthOf = (teams: Teams): number =>
  [...teams.values()].reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);

interface Day {
  readonly jobs: readonly PlannedJob[];
  readonly options: readonly Option[];
  readonly teams: readonly PlannedTeam[];
  readonly now: Teams;
}

/** Longer than any way, and whole matchings of ways. */
const NEVER = 1e12;
/** Metres, less than the shortest difference: of two equal ways, a job keeps its team. */
const CHANGE = 1 / 1024;

/** Gives the jobs of one slot the best teams that have time then; the jobs of the others stay where they are. */
function matchSlot(slot: MovingSlot, { jobs, options, teams, now }: Day): Teams {
  const here = jobs.filter((job) => job.slot === slot);
  if (here.length === 0) return now;
  const elsewhere = new Map<string, MovingSlot[]>();
  for (const job of jobs) {
    const team = job.slot === slot ? undefined : now.get(job.callId);
    if (team) elsewhere.set(team.moverId, [...(elsewhere.get(team.moverId) ?? []), job.slot]);
  }
  const isFree = ({ id, slotsPerDay, taken }: PlannedTeam): boolean =>
    [...taken, ...(elsewhere.get(id) ?? [])].every(
      (other) => !slotsOverlap(slotTaken(slotsPerDay, other), slotTaken(slotsPerDay, slot)),
    );
  const free = teams.filter(isFree);
  const ways = new Map(options.map((option) => [`${option.callId} ${option.moverId}`, option]));
  for (const option of now.values()) ways.set(`${option.callId} ${option.moverId}`, option);
  const wayOf = (job: PlannedJob, team: PlannedTeam | undefined) => ways.get(`${job.callId} ${team?.id}`);
  const costs = here.map((job) =>
    free.map((team) => {
      const way = wayOf(job, team);
      return way ? way.distanceMeters + (now.get(job.callId)?.moverId === team.id ? 0 : CHANGE) : NEVER;
    }),
  );
  const next = new Map(now);
  for (const [row, column] of munkres(costs)) {
    const job = here[row];
    const way = job && wayOf(job, free[column]);
    if (job && way)
      next.set(job.callId, { callId: job.callId, moverId: way.moverId, distanceMeters: way.distanceMeters });
  }
  return next;
}

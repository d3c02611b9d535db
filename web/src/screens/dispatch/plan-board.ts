import type { Day } from '@movecall/values/days';
import type { MovingSlot } from '../../format/slot.ts';
import type { DispatchData } from './dispatch-documents.ts';

export type Team = DispatchData['teams'][number]['mover'];
type Scheduled = DispatchData['schedule'][number]['jobs'][number];

export type Risk = DispatchData['jobsAtRisk'][number]['risk'];

/** A call on the board. */
export interface BoardJob {
  readonly callId: string;
  /** The team that has it, and by which assignment; null for a call that waits. */
  readonly held: { readonly moverId: string; readonly assignmentId: string } | null;
  readonly date: Day;
  readonly slot: MovingSlot;
  /** Metric tons; null when nobody told. */
  readonly tons: number | null;
  readonly home: Scheduled['home'];
  readonly isOffered: boolean;
  /** Why somebody should look at it; null when nothing is known. */
  readonly risk: Risk | null;
  /** Why it waits, in Korean; null for a call that a team has, and while the reason cannot be read. */
  readonly reason: string | null;
}

export interface DayCell {
  readonly date: Day;
  readonly dayOff: boolean;
  readonly jobs: readonly BoardJob[];
}

/** A team and its days, in the order of the board's. */
export interface TeamRow {
  readonly team: Team;
  readonly cells: readonly DayCell[];
}

export interface PlanBoard {
  readonly days: readonly Day[];
  readonly rows: readonly TeamRow[];
  /** The oldest day first. */
  readonly waiting: readonly BoardJob[];
}

export function readBoard({ teams, schedule, waitingJobs, jobsAtRisk }: DispatchData): PlanBoard {
  const risks = new Map(jobsAtRisk.map(({ assignmentId, risk }) => [assignmentId, risk]));
  const cells = new Map<string, DayCell[]>();
  for (const { mover, date, dayOff, jobs } of schedule) {
    const own = cells.get(mover.id) ?? [];
    own.push({
      date,
      dayOff,
      jobs: jobs.map((job) => scheduledJob(job, mover.id, date, risks.get(job.assignmentId) ?? null)),
    });
    cells.set(mover.id, own);
  }
  const rows = teams.map(({ mover }) => ({ team: mover, cells: cells.get(mover.id) ?? [] }));
  return {
    days: rows[0]?.cells.map(({ date }) => date) ?? [],
    rows,
    waiting: waitingJobs.map(waitingJob),
  };
}

const scheduledJob = (
  { call, assignmentId, status, slot, tons, home }: Scheduled,
  moverId: string,
  date: Day,
  risk: Risk | null,
): BoardJob => ({
  callId: call.id,
  held: { moverId, assignmentId },
  date,
  slot,
  tons,
  home,
  isOffered: status === 'OFFERED',
  risk,
  reason: null,
});

const waitingJob = ({ call, movingOn, slot, tons, home }: DispatchData['waitingJobs'][number]): BoardJob => ({
  callId: call.id,
  held: null,
  date: movingOn,
  slot,
  tons,
  home,
  isOffered: false,
  risk: null,
  reason: call.waitingReason,
});

/** All calls of a board. */
export const jobsOf = ({ rows, waiting }: PlanBoard): readonly BoardJob[] => [
  ...waiting,
  ...rows.flatMap(({ cells }) => cells.flatMap(({ jobs }) => jobs)),
];

/** The board with the rows of some teams only. */
export const withTeams = (board: PlanBoard, search: string): PlanBoard =>
  search === ''
    ? board
    : {
        ...board,
        rows: board.rows.filter(({ team }) => `${team.name} ${team.company?.name ?? ''}`.includes(search)),
      };

import type { Day } from '@movecall/values/days';
import { useMemo } from 'react';
import { formatDistance } from '../../format/distance.ts';
import { placeName } from '../../format/place.ts';
import { type Point, projectionOf, type Size, spread } from '../../parts/place/map-geometry.ts';
import { coastOf } from '../../parts/place/map-views.ts';
import { kilometres } from '@movecall/values/position';
import { jobName } from './job-text.ts';
import type { BoardJob, PlanBoard, Team } from './plan-board.ts';
import type { PlannedMove } from './use-day-plan.ts';

const MAP: Size = { width: 480, height: 360 };
const LABEL: Size = { width: 40, height: 15 };

/** A team on the map, with its jobs of the day. */
interface Based {
  readonly team: Team;
  readonly jobs: readonly BoardJob[];
}

export interface DayMapProps {
  readonly board: PlanBoard;
  readonly day: Day;
  /** The jobs that a plan would give to other teams. */
  readonly moves: readonly PlannedMove[];
}

/** Where the teams of a day are based, where their jobs are, and the straight lines between them. */
export function DayMap({ board, day, moves }: DayMapProps) {
  const { based, waiting } = useMemo(() => ofDay(board, day), [board, day]);
  const drawn = useMemo(() => draw(based, waiting), [based, waiting]);
  const jobs = based.flatMap((each) => each.jobs);
  const metres = based.reduce((sum, each) => sum + metresOf(each), 0);
  const moved = new Set(moves.map(({ call }) => call.id));
  return (
    <>
      <p>
        이사 {jobs.length}건, 직선거리 모두 <strong>{formatDistance(metres)}</strong>
        {waiting.length > 0 && ` · 팀을 기다리는 이사 ${waiting.length}건`}
      </p>
      <div className="day-map">
        <svg viewBox={`0 0 ${MAP.width} ${MAP.height}`} aria-hidden="true">
          <path className="coast" d={drawn.coast} />
          {drawn.lines.map(({ callId, from, to }) => (
            <Line key={callId} kind={moved.has(callId) ? 'leaving' : undefined} from={from} to={to} />
          ))}
          {moves.map(({ call, to }) => (
            <Line
              key={call.id}
              kind="planned"
              from={drawn.project(to.base)}
              to={drawn.project(call.location)}
            />
          ))}
          {drawn.labels.map(({ team, isFree, base, at }) => (
            <g key={team.id} className={isFree ? 'free' : 'busy'}>
              <rect className="base" x={base.x - 3} y={base.y - 3} width={6} height={6} rx={1.5} />
              <rect
                x={at.x - LABEL.width / 2 + 1}
                y={at.y - LABEL.height / 2 + 1}
                width={LABEL.width - 2}
                height={LABEL.height - 2}
                rx={4}
              />
              <text x={at.x} y={at.y}>
                {team.name.slice(0, 4)}
              </text>
            </g>
          ))}
          {drawn.homes.map(({ job, at }) => (
            <circle
              key={job.callId}
              className="home"
              data-waiting={job.held === null || undefined}
              cx={at.x}
              cy={at.y}
              r={3.5}
            >
              <title>{jobName(job)}</title>
            </circle>
          ))}
        </svg>
      </div>
      <ul className="visually-hidden">
        {based.flatMap(({ team, jobs: own }) =>
          own.map((job) => (
            <li key={job.callId}>
              {team.name} 팀, {placeName(team.base)}에서 {jobName(job)}까지{' '}
              {formatDistance(kilometres(team.base, job.home) * 1_000)}
            </li>
          )),
        )}
      </ul>
    </>
  );
}

function Line({
  kind,
  from,
  to,
}: {
  readonly kind?: 'leaving' | 'planned' | undefined;
  readonly from: Point;
  readonly to: Point;
}) {
  return <line className={kind} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
}

function ofDay({ rows, waiting }: PlanBoard, day: Day) {
  return {
    based: rows.map(({ team, cells }) => ({
      team,
      jobs: cells.find(({ date }) => date === day)?.jobs ?? [],
    })),
    waiting: waiting.filter(({ date }) => date === day),
  };
}

const metresOf = ({ team, jobs }: Based): number =>
  jobs.reduce((sum, { home }) => sum + kilometres(team.base, home) * 1_000, 0);

/** Places everything. The labels of teams stand above their bases and make room for each other. */
function draw(based: readonly Based[], waiting: readonly BoardJob[]) {
  const jobs = [...based.flatMap((each) => each.jobs), ...waiting];
  const project = projectionOf(
    [...based.map(({ team }) => team.base), ...jobs.map(({ home }) => home)],
    MAP,
    LABEL,
  );
  const bases = based.map(({ team }) => project(team.base));
  const points = spread(
    bases.map(({ x, y }) => ({ x, y: y - LABEL.height })),
    MAP,
    LABEL,
  );
  return {
    project,
    coast: coastOf(project),
    labels: based.map(({ team, jobs: own }, nth) => ({
      team,
      isFree: own.length === 0,
      base: bases[nth] as Point,
      at: points[nth] as Point,
    })),
    homes: jobs.map((job) => ({ job, at: project(job.home) })),
    lines: based.flatMap(({ jobs: own }, nth) =>
      own.map(({ callId, home }) => ({ callId, from: bases[nth] as Point, to: project(home) })),
    ),
  };
}

import { type Day } from '@movecall/values/days';
import { type RefObject, useEffect, useRef } from 'react';
import { isSonEopneunNal } from '../../format/lunar.ts';
import type { BoardJob, PlanBoard } from './plan-board.ts';
import type { Spot } from './spots.ts';
import { TeamLine } from './team-line.tsx';
import { useDropArea } from './use-drag.ts';
import type { Moves } from './use-moves.ts';
import { useRowWindow } from './use-row-window.ts';

export interface TeamGridProps {
  readonly board: PlanBoard;
  readonly today: Day;
  readonly moves: Moves;
  /** The day that is looked at closely; null for none. */
  readonly day: Day | null;
  readonly onDay: (day: Day | null) => void;
}

/** Teams by days. Only the rows in view are rendered. */
export function TeamGrid({ board, today, moves, day, onDay }: TeamGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowOf = (moverId: string | undefined): number =>
    board.rows.findIndex(({ team }) => team.id === moverId);
  const targetRow = rowOf(moves.target?.moverId);
  const focusedRow = rowOf(teamOf(board, moves.focused));
  const kept = [rowOf(moves.held?.held?.moverId), targetRow, focusedRow];
  const { rowHeight, rows } = useRowWindow(scroller, board.rows.length, kept);
  useDropArea(scroller, { onOver: moves.aim, onDrop: moves.drop, onLeft: moves.letGo });
  useInView(scroller, moves.isByKeyboard ? moves.target : null, targetRow * rowHeight, rowHeight);
  return (
    <div
      ref={scroller}
      className="plan"
      role="table"
      aria-label="팀별 일정"
      aria-rowcount={board.rows.length + 1}
      // A region that scrolls must be reachable with the keyboard, also without a card in it.
      tabIndex={0}
      data-holding={moves.held !== null || undefined}
    >
      <div role="rowgroup" className="head">
        <div role="row" aria-rowindex={1}>
          <span role="columnheader" className="corner">
            이사팀
          </span>
          {board.days.map((date) => (
            <DayHead
              key={date}
              date={date}
              isToday={date === today}
              isOpen={date === day}
              onPress={() => onDay(date === day ? null : date)}
            />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="lines" style={{ height: board.rows.length * rowHeight }}>
        {rows.map((nth) => {
          const row = board.rows[nth];
          return (
            row && (
              <TeamLine
                key={row.team.id}
                row={row}
                board={board}
                today={today}
                moves={moves}
                nth={nth}
                height={rowHeight}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

const teamOf = ({ rows }: PlanBoard, callId: string | null): string | undefined =>
  callId === null
    ? undefined
    : rows.find(({ cells }) => cells.some(({ jobs }) => jobs.some((job: BoardJob) => job.callId === callId)))
        ?.team.id;

/** Scrolls the target of the keyboard into view: its row may not be rendered yet. */
function useInView(
  scroller: RefObject<HTMLElement | null>,
  target: Spot | null,
  top: number,
  height: number,
): void {
  const key = target && `${target.moverId} ${target.date} ${target.slot}`;
  useEffect(() => {
    const element = scroller.current;
    if (!element || key === null) return;
    const head = element.querySelector('.head')?.clientHeight ?? 0;
    if (top < element.scrollTop) element.scrollTo({ top });
    const bottom = top + height + head;
    if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: bottom - element.clientHeight });
    element.querySelector(`[data-spot='${key}']`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [scroller, key, top, height]);
}

function DayHead({
  date,
  isToday,
  isOpen,
  onPress,
}: {
  readonly date: Day;
  readonly isToday: boolean;
  readonly isOpen: boolean;
  readonly onPress: () => void;
}) {
  const at = new Date(`${date}T00:00:00Z`);
  const isSon = isSonEopneunNal(date);
  return (
    <div
      role="columnheader"
      className="day-head"
      data-today={isToday || undefined}
      data-weekday={at.getUTCDay()}
    >
      <button type="button" aria-pressed={isOpen} onClick={onPress}>
        <span>{'일월화수목금토'[at.getUTCDay()]}</span>
        <strong>{`${at.getUTCMonth() + 1}.${at.getUTCDate()}`}</strong>
        <span className="visually-hidden">{isSon && '손없는날, '}지도와 계획 보기</span>
        {isSon && <i className="son" aria-hidden="true" />}
      </button>
    </div>
  );
}

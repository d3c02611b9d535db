import type { Day } from '@movecall/values/days';
import { X } from 'lucide-react';
import { formatDay } from '../../format/time.ts';
import { DayMap } from './day-map.tsx';
import type { PlanBoard } from './plan-board.ts';

/** A day of the board, looked at closely: where its teams and homes are. */
export function DayPanel({
  board,
  day,
  onClose,
}: {
  readonly board: PlanBoard;
  readonly day: Day;
  readonly onClose: () => void;
}) {
  return (
    <section className="card day-panel" aria-labelledby="day-panel">
      <header>
        <h2 id="day-panel">{formatDay(day)}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          <X size={18} /> 닫기
        </button>
      </header>
      <DayMap board={board} day={day} />
    </section>
  );
}

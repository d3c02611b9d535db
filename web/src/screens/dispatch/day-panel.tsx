import type { Day } from '@movecall/values/days';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatDay } from '../../format/time.ts';
import { DayMap } from './day-map.tsx';
import { PlanOfDay } from './day-plan.tsx';
import type { PlanBoard } from './plan-board.ts';
import { useDayPlan } from './use-day-plan.ts';

export interface DayPanelProps {
  readonly board: PlanBoard;
  readonly day: Day;
  readonly today: Day;
  /** Called when the jobs of the day may have changed. */
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** A day of the board, looked at closely: where its teams and homes are, and how its teams would drive less. */
export function DayPanel({ board, day, today, onChanged, onClose }: DayPanelProps) {
  const planning = useDayPlan(day, onChanged);
  const heading = useRef<HTMLHeadingElement>(null);
  // The panel opens below the board, often out of view.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card day-panel" aria-labelledby="day-panel">
      <header>
        <h2 id="day-panel" ref={heading} tabIndex={-1}>
          {formatDay(day)}
        </h2>
        <button type="button" className="quiet" onClick={onClose}>
          <X size={18} /> 닫기
        </button>
      </header>
      {day >= today && <PlanOfDay planning={planning} />}
      <DayMap board={board} day={day} moves={planning.plan?.moves ?? []} />
    </section>
  );
}

import type { Day } from '@movecall/values/days';
import { useEffect, useState } from 'react';
import { allSlots, type MovingSlot } from '../../format/slot.ts';
import { ChosenDay } from '../../parts/chosen-day.tsx';
import { MovingDay } from '../../parts/moving-day.tsx';
import { HALF_DAY_TONS, isHalfDayOffered, SlotChoice } from '../../parts/slot-choice.tsx';
import { errorOf } from '../../parts/user-errors.ts';
import type { StepProps } from './load-step.tsx';
import { useMovingDays } from './moving-days.ts';
import { inputOf } from './request-quote.ts';

const PASSED = '이사하는 날이 지났어요. 다시 골라 주세요.';

export interface DayStepProps extends StepProps {
  readonly today: Day;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
  /** Of the truck, once it is known. */
  readonly tons: number | null;
}

/** On which day, and in which part of it. */
export function DayStep({ draft, today, dayHasPassed, tons, errors, onChange }: DayStepProps) {
  const { movingOn, slot } = draft;
  const [month, setMonth] = useState(movingOn ?? today);
  const notes = useMovingDays(inputOf(draft, today), { month, today, slot });
  const needsWholeDay =
    (tons !== null && !isHalfDayOffered(tons)) || errors.some(({ code }) => code === 'INVALID_SLOT');
  return (
    <div className="card">
      <MovingDay
        value={movingOn}
        today={today}
        onChange={(day) => onChange({ movingOn: day })}
        error={errorOf(errors, 'movingOn') ?? (dayHasPassed ? PASSED : undefined)}
        notes={notes}
        onView={setMonth}
      />
      <ChosenDay day={movingOn} notes={notes} whenFull="골라 두면 자리가 날 때까지 기다려요." />
      <PossibleSlots
        slot={slot}
        isWholeDayOnly={needsWholeDay}
        error={errorOf(errors, 'slot')}
        onChange={(chosen) => onChange({ slot: chosen })}
      />
    </div>
  );
}

function PossibleSlots({
  slot,
  isWholeDayOnly,
  error,
  onChange,
}: {
  readonly slot: MovingSlot;
  readonly isWholeDayOnly: boolean;
  readonly error: string | undefined;
  readonly onChange: (slot: MovingSlot) => void;
}) {
  const isOffered = !isWholeDayOnly || slot === 'ALL_DAY';
  useEffect(() => {
    // A half day was chosen before the load became too large for it.
    if (!isOffered) onChange('ALL_DAY');
  }, [isOffered, onChange]);
  return (
    <>
      <SlotChoice slot={slot} offered={isWholeDayOnly ? ['ALL_DAY'] : allSlots} onChange={onChange} />
      {isWholeDayOnly && <p className="faint">{HALF_DAY_TONS}톤이 넘는 이사는 하루 종일 걸려요.</p>}
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

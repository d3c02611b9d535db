import type { Day } from '@movecall/values/days';
import { useEffect, useState } from 'react';
import { allSlots, type MovingSlot, slots } from '../../format/slot.ts';
import { formatDay } from '../../format/time.ts';
import { Choice } from '../../parts/choice.tsx';
import { type DayNotes, roomTexts } from '../../parts/day-note.ts';
import { MovingDay } from '../../parts/moving-day.tsx';
import { errorOf } from '../../parts/user-errors.ts';
import type { StepProps } from './load-step.tsx';
import { useMovingDays } from './moving-days.ts';
import { inputOf } from './request-quote.ts';

const PASSED = '이사하는 날이 지났어요. 다시 골라 주세요.';
/** Above this tonnage a team needs the whole day. */
const HALF_DAY_TONS = 2.5;

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
    (tons !== null && tons > HALF_DAY_TONS) || errors.some(({ code }) => code === 'INVALID_SLOT');
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
      <ChosenDay day={movingOn} notes={notes} />
      <SlotChoice
        slot={slot}
        isWholeDayOnly={needsWholeDay}
        error={errorOf(errors, 'slot')}
        onChange={(chosen) => onChange({ slot: chosen })}
      />
    </div>
  );
}

/** What is special about the chosen day. */
function ChosenDay({ day, notes }: { readonly day: Day | null; readonly notes: DayNotes }) {
  const note = day === null ? undefined : notes.byDay.get(day);
  const room = note?.room && roomTexts[note.room];
  return (
    <p className="chosen-day" role="status" data-room={note?.room ?? undefined}>
      {day !== null && room ? `${formatDay(day)}에는 ${room}` : ''}
    </p>
  );
}

function SlotChoice({
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
  const offered = isWholeDayOnly ? (['ALL_DAY'] as const) : allSlots;
  return (
    <>
      <Choice
        label="시간대"
        value={slot}
        choices={offered.map((each) => ({ value: each, label: slots[each].label, note: slots[each].hours }))}
        onChange={onChange}
      />
      {isWholeDayOnly && <p className="faint">{HALF_DAY_TONS}톤이 넘는 이사는 하루 종일 걸려요.</p>}
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

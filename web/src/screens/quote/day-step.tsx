import type { Day } from '@movecall/values/days';
import { allSlots, slots } from '../../format/slot.ts';
import { Choice } from '../../parts/choice.tsx';
import { MovingDay } from '../../parts/moving-day.tsx';
import { errorOf } from '../../parts/user-errors.ts';
import type { StepProps } from './load-step.tsx';

const PASSED = '이사하는 날이 지났어요. 다시 골라 주세요.';

export interface DayStepProps extends StepProps {
  readonly today: Day;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
}

/** On which day, and in which part of it. */
export function DayStep({ draft, today, dayHasPassed, errors, onChange }: DayStepProps) {
  const slotError = errorOf(errors, 'slot');
  return (
    <div className="card">
      <MovingDay
        value={draft.movingOn}
        today={today}
        onChange={(movingOn) => onChange({ movingOn })}
        error={errorOf(errors, 'movingOn') ?? (dayHasPassed ? PASSED : undefined)}
      />
      <Choice
        label="시간대"
        value={draft.slot}
        choices={allSlots.map((slot) => ({ value: slot, label: slots[slot].label, note: slots[slot].hours }))}
        onChange={(slot) => onChange({ slot })}
      />
      {slotError !== undefined && (
        <p className="error" role="alert">
          {slotError}
        </p>
      )}
    </div>
  );
}

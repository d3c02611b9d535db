import { allSlots, type MovingSlot, slots } from '../format/slot.ts';
import { Choice } from './choice.tsx';

/** Above this tonnage a team needs the whole day. */
export const HALF_DAY_TONS = 2.5;

/** @param tons of the truck */
export const isHalfDayOffered = (tons: number): boolean => tons <= HALF_DAY_TONS;

/** The part of the day in which the move takes place. */
export function SlotChoice({
  slot,
  offered = allSlots,
  onChange,
}: {
  readonly slot: MovingSlot;
  readonly offered?: readonly MovingSlot[];
  readonly onChange: (slot: MovingSlot) => void;
}) {
  return (
    <Choice
      label="시간대"
      value={slot}
      choices={offered.map((each) => ({ value: each, label: slots[each].label, note: slots[each].hours }))}
      onChange={onChange}
    />
  );
}

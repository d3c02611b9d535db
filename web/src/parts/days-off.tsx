import '../styles/day.css';
import { type CalendarDate, parseDate } from '@internationalized/date';
import { addDays, type Day } from '@movecall/values/days';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
} from 'react-aria-components';

/** How far ahead a day can be taken off, in days. */
const MAX_DAYS_AHEAD = 365;

/** A calendar in which each day is switched between a working day and a day off. */
export function DaysOff({
  daysOff,
  today,
  isDisabled,
  onChange,
}: {
  readonly daysOff: readonly Day[];
  readonly today: Day;
  readonly isDisabled: boolean;
  /** All days off, in order. */
  readonly onChange: (days: readonly Day[]) => void;
}) {
  const toggle = (day: Day): void =>
    onChange(daysOff.includes(day) ? daysOff.filter((each) => each !== day) : [...daysOff, day].toSorted());
  return (
    <Calendar<CalendarDate>
      className="calendar days-off"
      aria-label="쉬는 날"
      // No day is chosen: each press switches one.
      value={null}
      defaultFocusedValue={parseDate(today)}
      onChange={(day) => toggle(day.toString())}
      minValue={parseDate(today)}
      maxValue={parseDate(addDays(today, MAX_DAYS_AHEAD))}
      isReadOnly={isDisabled}
    >
      <header>
        <Button slot="previous" aria-label="이전 달">
          <ChevronLeft size={22} />
        </Button>
        <Heading />
        <Button slot="next" aria-label="다음 달">
          <ChevronRight size={22} />
        </Button>
      </header>
      <CalendarGrid weekdayStyle="short">
        <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <Cell date={date} isOff={daysOff.includes(date.toString())} isToday={date.toString() === today} />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

function Cell({
  date,
  isOff,
  isToday,
}: {
  readonly date: CalendarDate;
  readonly isOff: boolean;
  readonly isToday: boolean;
}) {
  return (
    <CalendarCell
      // React Aria's cell takes no description, and its button no ref.
      ref={(cell) => describe(cell, isOff)}
      date={date}
      data-off={isOff || undefined}
      data-now={isToday || undefined}
    >
      {/* The style sheet draws the number, since the name of a cell is its whole date (day-cell.tsx). */}
      {({ formattedDate }) => <span className="number" data-text={formattedDate} />}
    </CalendarCell>
  );
}

function describe(cell: HTMLElement | null, isOff: boolean): void {
  const button = cell?.querySelector('[role=button]');
  if (isOff) button?.setAttribute('aria-description', '쉬는 날');
  else button?.removeAttribute('aria-description');
}

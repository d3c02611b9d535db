import '../styles/day.css';
import { type CalendarDate, parseDate } from '@internationalized/date';
import { addDays, type Day } from '@movecall/values/days';
import {
  Button,
  Calendar,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  Text,
} from 'react-aria-components';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { DayCell } from './day-cell.tsx';
import { DayLegend } from './day-legend.tsx';
import type { DayNotes } from './day-note.ts';

/** How far ahead a move can be, in days. */
export const MAX_DAYS_AHEAD = 365;

/** The day of the move, in a calendar that marks 손없는날 and can tell the price and the room of each day. */
export function MovingDay({
  value,
  today,
  onChange,
  error,
  notes,
  onView,
}: {
  /** YYYY-MM-DD; null while no day is chosen. */
  readonly value: Day | null;
  /** The first day that can be chosen. */
  readonly today: Day;
  readonly onChange: (day: Day) => void;
  readonly error?: string | undefined;
  readonly notes?: DayNotes;
  /** Called with a day of the month that comes into view. */
  readonly onView?: (day: Day) => void;
}) {
  return (
    <div className="day">
      {/* Hidden from screen readers: the calendar's own label says the same, with the month. */}
      <span className="label" aria-hidden="true">
        이사하는 날
      </span>
      <Calendar<CalendarDate>
        className="calendar"
        data-priced={notes !== undefined || undefined}
        aria-label="이사하는 날"
        value={value === null ? null : parseDate(value)}
        defaultFocusedValue={parseDate(value ?? today)}
        onFocusChange={(day) => onView?.(day.toString())}
        onChange={(day) => onChange(day.toString())}
        minValue={parseDate(today)}
        maxValue={parseDate(addDays(today, MAX_DAYS_AHEAD))}
        isInvalid={error !== undefined}
      >
        <Month today={today} notes={notes} />
        <DayLegend notes={notes} />
        {error !== undefined && (
          <Text slot="errorMessage" className="error">
            {error}
          </Text>
        )}
      </Calendar>
    </div>
  );
}

/** The visible month: its name between two buttons, and its days. */
function Month({ today, notes }: { readonly today: Day; readonly notes: DayNotes | undefined }) {
  return (
    <>
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
        <CalendarGridBody>{(date) => <DayCell date={date} today={today} notes={notes} />}</CalendarGridBody>
      </CalendarGrid>
    </>
  );
}

import { type CalendarDate, parseDate } from '@internationalized/date';
import { addDays } from '@movecall/values/days';
import { useContext } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarStateContext,
  Heading,
  Text,
} from 'react-aria-components';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { isSonEopneunNal } from '../format/lunar.ts';

const MAX_DAYS_AHEAD = 365;

/** The day of the move, in a calendar that marks 손없는날. */
export function MovingDay({
  value,
  today,
  onChange,
  error,
}: {
  /** YYYY-MM-DD; null while no day is chosen. */
  readonly value: string | null;
  /** The first day that can be chosen. */
  readonly today: string;
  readonly onChange: (day: string) => void;
  readonly error?: string | undefined;
}) {
  return (
    <div className="day">
      {/* Hidden from screen readers: the calendar's own label says the same, with the month. */}
      <span className="label" aria-hidden="true">
        이사하는 날
      </span>
      <Calendar<CalendarDate>
        className="calendar"
        aria-label="이사하는 날"
        value={value === null ? null : parseDate(value)}
        defaultFocusedValue={parseDate(value ?? today)}
        onChange={(day) => onChange(day.toString())}
        minValue={parseDate(today)}
        maxValue={parseDate(addDays(today, MAX_DAYS_AHEAD))}
        isInvalid={error !== undefined}
      >
        <Month today={today} />
        <SonEopneunNal />
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
function Month({ today }: { readonly today: string }) {
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
        <CalendarGridBody>
          {(date) => (
            // The name of a cell is its whole date. WCAG 2.5.3 wants the visible text in the name, and "1" is no word of it:
            // therefore the style sheet draws the number.
            <CalendarCell
              date={date}
              data-son={isSonEopneunNal(date.toString()) || undefined}
              data-now={date.toString() === today || undefined}
            >
              {({ formattedDate }) => (
                <>
                  <span className="number" data-number={formattedDate} />
                  {isSonEopneunNal(date.toString()) && <span className="son" aria-hidden="true" />}
                </>
              )}
            </CalendarCell>
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </>
  );
}

/** The 손없는날 of the visible month as text: screen readers do not read the marks. */
function SonEopneunNal() {
  const month = useContext(CalendarStateContext)?.visibleRange.start;
  const days = month
    ? Array.from({ length: month.calendar.getDaysInMonth(month) }, (_, nth) => month.set({ day: nth + 1 }))
    : [];
  const marked = days.filter((day) => isSonEopneunNal(day.toString())).map(({ day }) => `${day}일`);
  return (
    <p className="legend">
      <span className="son" aria-hidden="true" /> 손없는날 {marked.join(', ')}. 찾는 분이 많아 요금이 더 들 수
      있어요.
    </p>
  );
}

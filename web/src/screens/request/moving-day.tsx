import { type CalendarDate, parseDate } from '@internationalized/date';
import { addDays, seoulDay } from '@movecall/schema/days';
import { useState } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  Text,
} from 'react-aria-components';
import { isSonEopneunNal } from '../../format/lunar.ts';

const MAX_DAYS_AHEAD = 365;

/** The day, in a calendar that marks 손없는날. */
export function MovingDay({
  value,
  onChange,
  error,
}: {
  /** YYYY-MM-DD */
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly error?: string | undefined;
}) {
  const [today] = useState(() => seoulDay(new Date()));
  return (
    <Calendar<CalendarDate>
      className="calendar"
      aria-label="이사하는 날"
      value={parseDate(value)}
      onChange={(day) => onChange(day.toString())}
      minValue={parseDate(today)}
      maxValue={parseDate(addDays(today, MAX_DAYS_AHEAD))}
      isInvalid={error !== undefined}
    >
      <header>
        <Button slot="previous" aria-label="이전 달">
          ‹
        </Button>
        <Heading />
        <Button slot="next" aria-label="다음 달">
          ›
        </Button>
      </header>
      <CalendarGrid weekdayStyle="short">
        <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell date={date} data-son={isSonEopneunNal(date.toString()) || undefined}>
              {({ formattedDate }) => (
                <>
                  {formattedDate}
                  {isSonEopneunNal(date.toString()) && (
                    <span className="son" aria-label="손없는날" role="img" />
                  )}
                </>
              )}
            </CalendarCell>
          )}
        </CalendarGridBody>
      </CalendarGrid>
      <p className="legend">
        <span className="son" aria-hidden /> 손없는날은 찾는 분이 많아 요금이 더 들 수 있어요.
      </p>
      {error !== undefined && (
        <Text slot="errorMessage" className="error">
          {error}
        </Text>
      )}
    </Calendar>
  );
}

import type { CalendarDate } from '@internationalized/date';
import type { Day } from '@movecall/values/days';
import { CalendarCell } from 'react-aria-components';
import { isSonEopneunNal } from '../format/lunar.ts';
import { formatWon, shortWon } from '../format/money.ts';
import { type DayNote, type DayNotes, roomMarks, roomTexts } from './day-note.ts';

/** A day of the calendar: its number, a mark on 손없는날, and its price and room as far as they are known. */
export function DayCell({
  date,
  today,
  notes,
}: {
  readonly date: CalendarDate;
  readonly today: Day;
  readonly notes: DayNotes | undefined;
}) {
  const day = date.toString();
  const note = notes?.byDay.get(day);
  const isSon = isSonEopneunNal(day);
  return (
    // The name of a cell is its whole date. WCAG 2.5.3 wants the visible text in the name, and "1" is no word of it: therefore the style
    // sheet draws the number and the price, and a screen reader hears the description.
    <CalendarCell
      ref={(cell) => describe(cell, note)}
      date={date}
      data-son={isSon || undefined}
      data-now={day === today || undefined}
      data-holiday={note?.holiday != null || undefined}
      data-room={note?.room ?? undefined}
    >
      {({ formattedDate, isDisabled, isOutsideMonth }) => (
        <>
          <span className="number" data-text={formattedDate} />
          {isSon && <span className="son" aria-hidden="true" />}
          {notes && !isDisabled && !isOutsideMonth && <Price note={note} isLoading={notes.isLoading} />}
        </>
      )}
    </CalendarCell>
  );
}

function Price({ note, isLoading }: { readonly note: DayNote | undefined; readonly isLoading: boolean }) {
  if (!note) return isLoading ? <span className="unknown" /> : null;
  const mark = note.room && roomMarks[note.room];
  return (
    <>
      {note.total !== null && <span className="cost" data-text={shortWon(note.total)} />}
      {mark && <span className="room-left" data-text={mark} />}
    </>
  );
}

/** React Aria's cell takes no description, and its button no ref. */
function describe(cell: HTMLElement | null, note: DayNote | undefined): void {
  const parts = note && [
    note.holiday,
    note.total === null ? null : formatWon(note.total),
    note.room && roomTexts[note.room],
  ];
  const text = parts?.filter(Boolean).join(', ') ?? '';
  const button = cell?.querySelector('[role=button]');
  if (text === '') button?.removeAttribute('aria-description');
  else button?.setAttribute('aria-description', text);
}

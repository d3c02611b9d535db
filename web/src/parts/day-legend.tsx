import { useContext } from 'react';
import { CalendarStateContext } from 'react-aria-components';
import { isSonEopneunNal } from '../format/lunar.ts';
import { type DayNotes, type Room, roomMarks } from './day-note.ts';

const rooms: readonly (readonly [Room, string])[] = [
  ['FEW', '얼마 남지 않은 날'],
  ['FULL', '이사팀이 모두 찬 날'],
];

/** What the marks of the visible month mean. 손없는날 are named, since screen readers do not read their marks. */
export function DayLegend({ notes }: { readonly notes: DayNotes | undefined }) {
  const month = useContext(CalendarStateContext)?.visibleRange.start;
  const days = month
    ? Array.from({ length: month.calendar.getDaysInMonth(month) }, (_, nth) => month.set({ day: nth + 1 }))
    : [];
  const marked = days.filter((day) => isSonEopneunNal(day.toString())).map(({ day }) => `${day}일`);
  const shown = rooms.filter(([room]) => days.some((day) => notes?.byDay.get(day.toString())?.room === room));
  return (
    <div className="legend">
      <p>
        <span className="son" aria-hidden="true" /> 손없는날 {marked.join(', ')}. 찾는 분이 많아 요금이 더 들
        수 있어요.
      </p>
      {shown.length > 0 && (
        <p>
          {shown.map(([room, text]) => (
            <span key={room}>
              <b data-room={room}>{roomMarks[room]}</b> {text}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

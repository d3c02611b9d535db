import type { Day } from '@movecall/values/days';
import { formatDay } from '../format/time.ts';
import { type DayNotes, roomTexts } from './day-note.ts';

/** What is special about the chosen day. */
export function ChosenDay({
  day,
  notes,
  whenFull,
}: {
  readonly day: Day | null;
  readonly notes: DayNotes;
  /** What it means that no team has room: a sentence. */
  readonly whenFull: string;
}) {
  const room = day === null ? null : (notes.byDay.get(day)?.room ?? null);
  const text = room && roomTexts[room];
  return (
    <p className="chosen-day" role="status" data-room={room ?? undefined}>
      {day !== null && text ? `${formatDay(day)}에는 ${text}${room === 'FULL' ? ` ${whenFull}` : ''}` : ''}
    </p>
  );
}

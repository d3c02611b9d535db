import { addDays, type Day } from '@movecall/values/days';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../api/graphql.ts';
import type { MovingSlot } from '../../format/slot.ts';
import type { DayNote, DayNotes } from '../../parts/day-note.ts';
import { MAX_DAYS_AHEAD } from '../../parts/moving-day.tsx';
import type { QuoteInput } from './request-quote.ts';

const MovingDays = graphql(`
  query MovingDays($from: Date!, $to: Date!, $quote: QuoteInput!) {
    movingDays(from: $from, to: $to, quote: $quote) {
      date
      holiday
      total
      slots {
        slot
        availability
      }
    }
  }
`);

type Days = ResultOf<typeof MovingDays>['movingDays'];

/**
 * What a move costs on each day of a month, and the room in a part of each day. When they cannot be had, there are no notes; while only
 * the room is unknown, it is null.
 *
 * @param quote null: nothing is asked
 * @param month a day of it
 */
export function useMovingDays(
  quote: QuoteInput | null,
  { month, today, slot }: { readonly month: Day; readonly today: Day; readonly slot: MovingSlot },
): DayNotes {
  const { from, to } = monthAround(month, today);
  // Neither day nor part of the day counts for the answer, and choosing them asks no new question.
  const { slot: _slot, ...asked } = { ...quote, movingOn: from };
  const [{ data, fetching }] = useQuery({
    query: MovingDays,
    variables: { from, to, quote: asked as QuoteInput },
    pause: quote === null,
  });
  const byDay = useMemo(() => notesOf(data?.movingDays ?? [], slot), [data, slot]);
  return { isLoading: fetching && !byDay.has(to), byDay };
}

/** The days of a month on which one can move. */
export function monthAround(day: Day, today: Day): { readonly from: Day; readonly to: Day } {
  const first = `${day.slice(0, 7)}-01`;
  const last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1);
  const limit = addDays(today, MAX_DAYS_AHEAD);
  return { from: first < today ? today : first, to: last > limit ? limit : last };
}

/** Days by their date, with the room in one part of each. */
export const notesOf = (days: Days, slot: MovingSlot): ReadonlyMap<Day, DayNote> =>
  new Map(
    days.map(({ date, holiday, total, slots }) => [
      date,
      { total, holiday, room: slots.find((one) => one.slot === slot)?.availability ?? null },
    ]),
  );

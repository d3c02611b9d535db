import { addDays, type Day } from '@movecall/values/days';

/** What makes a day dear. A day can be several of them. */
export const dayKinds = ['SON_EOPNEUN_NAL', 'MONTH_END', 'WEEKEND_OR_HOLIDAY', 'FRIDAY'] as const;
export type DayKind = (typeof dayKinds)[number];

/** What has to be known about days besides their date. */
export interface DayFacts {
  /** The number of a day in its lunar month, 1 to 30. */
  readonly lunarDay: (day: Day) => number;
  readonly isHoliday: (day: Day) => boolean;
}

/** Tells what a day in Asia/Seoul is, in the order of `dayKinds`. */
export type MovingCalendar = (day: Day) => readonly DayKind[];

/**
 * The calendar of moving. 손없는날 are the days of a lunar month whose number ends in 9 or 0. The month's end is its last three days.
 * Days come as dates, so no time zone matters here. What a day is never changes and takes some time to find out, so it is kept: the days that
 * can be asked for are those of a year.
 */
export function createMovingCalendar({ lunarDay, isHoliday }: DayFacts): MovingCalendar {
  const is: Readonly<Record<DayKind, (day: Day) => boolean>> = {
    SON_EOPNEUN_NAL: (day) => [9, 0].includes(lunarDay(day) % 10),
    MONTH_END: (day) => monthOf(addDays(day, MONTH_END_DAYS)) !== monthOf(day),
    WEEKEND_OR_HOLIDAY: (day) => [SUNDAY, SATURDAY].includes(weekdayOf(day)) || isHoliday(day),
    FRIDAY: (day) => weekdayOf(day) === FRIDAY,
  };
  const known = new Map<Day, readonly DayKind[]>();
  return (day) => {
    const kinds = known.get(day) ?? dayKinds.filter((kind) => is[kind](day));
    known.set(day, kinds);
    return kinds;
  };
}

const MONTH_END_DAYS = 3;
const [SUNDAY, FRIDAY, SATURDAY] = [0, 5, 6];

const monthOf = (day: Day): string => day.slice(0, 'YYYY-MM'.length);

const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

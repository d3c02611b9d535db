import * as holidaysByYear from '@hyunbinseo/holidays-kr/all';
import type { Day } from '@movecall/values/days';
import type { DayFacts } from './calendar.ts';

/** The Korean lunar calendar of ICU, which Node has built in. */
const dangi = new Intl.DateTimeFormat('en-u-ca-dangi', { day: 'numeric', timeZone: 'UTC' });

/** The official holidays that the gazette has announced. */
const holidays: ReadonlyMap<Day, readonly string[]> = new Map(
  Object.values(holidaysByYear).flatMap((year) => Object.entries<readonly string[]>(year)),
);

/**
 * Lunar days and holidays of Korea. A year that the gazette has not announced yet has no holidays here: the package appears anew each
 * summer with the next year.
 */
export const koreanDays: DayFacts = {
  lunarDay(day: Day) {
    const parts = dangi.formatToParts(new Date(`${day}T00:00:00Z`));
    return Number(parts.find(({ type }) => type === 'day')?.value);
  },
  isHoliday: (day) => holidays.has(day),
};

/** The name of a public holiday in Korean; null for any other day. */
export const holidayOf = (day: Day): string | null => holidays.get(day)?.join(', ') ?? null;

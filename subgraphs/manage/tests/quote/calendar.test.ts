import { addDays, type Day } from '@movecall/values/days';
import { expect, test } from 'vitest';
import type { DayKind } from '../../src/quote/calendar.ts';
import { calendar } from './fixtures.ts';

const daysIn = (prefix: string, kind: DayKind): readonly Day[] => {
  const year = prefix.slice(0, 4);
  return Array.from({ length: 366 }, (_, nth) => addDays(`${year}-01-01`, nth)).filter(
    (day) => day.startsWith(prefix) && calendar(day).includes(kind),
  );
};
const datesIn = (month: string, kind: DayKind) => daysIn(month, kind).map((day) => Number(day.slice(-2)));

test.each([
  ['2025-11', [8, 9, 18, 19, 28, 29]],
  ['2026-12', [7, 8, 17, 18, 27, 28]],
  ['2027-01', [6, 7, 16, 17, 26, 27]],
  ['2027-02', [5, 6, 15, 16, 25, 26]],
])('손없는날 in %s are %j', (month, dates) => expect(datesIn(month, 'SON_EOPNEUN_NAL')).toEqual(dates));

test.each(['2026', '2027'])('손없는날 in %s are 68', (year) =>
  expect(daysIn(year, 'SON_EOPNEUN_NAL')).toHaveLength(68),
);

test.each([
  ['2026-12', [29, 30, 31]],
  ['2027-02', [26, 27, 28]],
  ['2028-02', [27, 28, 29]],
  ['2027-04', [28, 29, 30]],
])('the end of %s is %j', (month, dates) => expect(datesIn(month, 'MONTH_END')).toEqual(dates));

test.each<[Day, string, readonly DayKind[]]>([
  ['2026-12-01', 'a Tuesday', []],
  ['2026-12-04', 'a Friday', ['FRIDAY']],
  ['2026-12-05', 'a Saturday', ['WEEKEND_OR_HOLIDAY']],
  ['2026-12-07', 'a Monday', ['SON_EOPNEUN_NAL']],
  ['2026-12-18', 'a Friday', ['SON_EOPNEUN_NAL', 'FRIDAY']],
  ['2026-12-25', 'Christmas, a Friday', ['WEEKEND_OR_HOLIDAY', 'FRIDAY']],
  ['2026-12-27', 'a Sunday', ['SON_EOPNEUN_NAL', 'WEEKEND_OR_HOLIDAY']],
  ['2026-12-31', 'a Thursday', ['MONTH_END']],
  ['2027-02-08', '설날 다음 날, a Monday', ['WEEKEND_OR_HOLIDAY']],
  ['2027-02-09', 'the day in lieu of it, a Tuesday', ['WEEKEND_OR_HOLIDAY']],
  ['2027-02-26', 'a Friday', ['SON_EOPNEUN_NAL', 'MONTH_END', 'FRIDAY']],
  ['2027-05-05', '어린이날, a Wednesday', ['SON_EOPNEUN_NAL', 'WEEKEND_OR_HOLIDAY']],
  ['2027-07-17', '제헌절, a Saturday', ['WEEKEND_OR_HOLIDAY']],
])('%s, %s, is %j', (day, _what, kinds) => expect(calendar(day)).toEqual(kinds));

/** A calendar day in Asia/Seoul, as `2026-11-22`. Korea has no daylight saving time: always UTC+9. */
export type Day = string;

const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The calendar day in Seoul at a moment. */
export const seoulDay = (at: Date): Day =>
  new Date(at.getTime() + SEOUL_OFFSET_MS).toISOString().slice(0, 10);

/** The moment at which a day begins in Seoul. */
export const startOfDay = (day: Day): Date => new Date(`${day}T00:00:00+09:00`);

/** The day `count` days later; earlier for a negative count. */
export const addDays = (day: Day, count: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

/** Whether a text is an existing day as YYYY-MM-DD: `2026-02-30` is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `2026년 11월 22일 (일)`. */
export function koreanDay(day: Day): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const weekday = '일월화수목금토'[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${Number(year)}년 ${Number(month)}월 ${Number(date)}일 (${weekday})`;
}

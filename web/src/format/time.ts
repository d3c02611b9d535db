const TIME_ZONE = 'Asia/Seoul';
const day = new Intl.DateTimeFormat('ko-KR', {
  timeZone: TIME_ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'short',
});
const time = new Intl.DateTimeFormat('ko-KR', { timeZone: TIME_ZONE, hour: 'numeric', minute: '2-digit' });
const moment = new Intl.DateTimeFormat('ko-KR', {
  timeZone: TIME_ZONE,
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** 2026-11-22 → 11월 22일 (일) */
export const formatDay = (date: string): string => day.format(new Date(`${date}T00:00:00+09:00`));

/** The time of day in Seoul: 오후 3:21 */
export const formatTime = (at: string): string => time.format(new Date(at));

/** Day and time in Seoul: 11. 22. 오후 3:21 */
export const formatMoment = (at: string): string => moment.format(new Date(at));

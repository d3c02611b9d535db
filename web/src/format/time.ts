const TIME_ZONE = 'Asia/Seoul';
const day = new Intl.DateTimeFormat('ko-KR', {
  timeZone: TIME_ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'short',
});
const moment = new Intl.DateTimeFormat('ko-KR', {
  timeZone: TIME_ZONE,
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** 2026-11-22 → 11월 22일 (일) */
export const formatDay = (date: string): string => day.format(new Date(`${date}T00:00:00+09:00`));

/** The day and the time in Seoul: 11. 22. 오후 3:21 */
export const formatMoment = (at: string): string => inKorean(moment.format(new Date(at)));

const time = new Intl.DateTimeFormat('ko-KR', { timeZone: TIME_ZONE, hour: 'numeric', minute: '2-digit' });

/** The time in Seoul: 오후 3:21 */
export const formatTime = (at: string): string => inKorean(time.format(new Date(at)));

/** How long something lasts still: 125000 → 2:05 */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The Korean of some browsers says AM and PM. */
const inKorean = (text: string): string => text.replace('AM', '오전').replace('PM', '오후');

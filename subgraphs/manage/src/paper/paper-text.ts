import { koreanDay, seoulDay } from '@movecall/values/days';
import { maskTel, nationalTel, phoneText, type Tel } from '@movecall/values/tel';

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Seoul',
  hour: '2-digit',
  minute: '2-digit',
});

/** `2026년 12월 1일 (화) 12:00`, in Seoul. */
export const moment = (at: Date): string => `${koreanDay(seoulDay(at))} ${clock.format(at)}`;

/** `1,770,000원`. */
export const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`;

/** Litres as `1.5㎥`. */
export const volume = (litres: number): string => `${(litres / 1_000).toFixed(1)}㎥`;

/** `90kg`. */
export const weight = (kilograms: number): string => `${kilograms.toLocaleString('ko-KR')}kg`;

/** @param tel null when it cannot be read any more */
export function telText(tel: Tel | null, shown: boolean): string {
  if (tel === null) return '확인할 수 없음';
  return phoneText(shown ? nationalTel(tel) : maskTel(tel));
}

/** @param {Intl.DateTimeFormatOptions} options */
const inSeoul = (options) => new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', ...options });
const day = inSeoul({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
const watch = inSeoul({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/**
 * 2026년 11월 22일 일요일
 *
 * @param {string} at RFC 3339
 */
export const dayOf = (at) => day.format(new Date(at));

/**
 * 14:05, as in the status bar of a phone.
 *
 * @param {string | number} at RFC 3339, or milliseconds since the epoch
 */
export const watchOf = (at) => watch.format(new Date(at));

/**
 * 오후 2:05. Written by hand, because the Korean of some browsers says PM here.
 *
 * @param {string} at RFC 3339
 */
export function timeOf(at) {
  const [hours = '', minutes = ''] = watchOf(at).split(':');
  const hour = Number(hours);
  return `${hour < 12 ? '오전' : '오후'} ${hour % 12 || 12}:${minutes}`;
}

/** @type {Readonly<Record<string, string>>} */
export const stateNames = { ACCEPTED: '보내는 중', DELIVERED: '도착', FAILED: '도착하지 않음' };

/**
 * The national digits of a typed phone number: +82 10-1234-5678 is 01012345678.
 *
 * @param {string} typed
 */
export const digitsOf = (typed) => typed.replace(/\D/g, '').replace(/^82/, '0');

/** @param {string} digits national digits */
export const isMobile = (digits) => /^01[016789]\d{7,8}$/.test(digits);

/**
 * 010-1234-5678
 *
 * @param {string} digits national digits
 */
export const dashed = (digits) => digits.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

/**
 * The index at which a message belongs among others: behind all that the provider accepted at the same time or earlier. A
 * message that was missed during an outage can be older than those already there.
 *
 * @param {{ readonly at: string }} message
 * @param {readonly { readonly at: string }[]} others oldest first
 */
export const placeOf = (message, others) => others.findLastIndex(({ at }) => at <= message.at) + 1;

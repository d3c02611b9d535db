const inSeoul = (options) => new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', ...options });
const day = inSeoul({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
const watch = inSeoul({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** 2026년 11월 22일 일요일 */
export const dayOf = (at) => day.format(new Date(at));

/** 14:05, as a phone's status bar has it. */
export const watchOf = (at) => watch.format(new Date(at));

/** 오후 2:05. Some browsers' own Korean says PM here. */
export function timeOf(at) {
  const [hour, minute] = watchOf(at).split(':');
  return `${hour < 12 ? '오전' : '오후'} ${hour % 12 || 12}:${minute}`;
}

export const stateNames = { ACCEPTED: '보내는 중', DELIVERED: '도착', FAILED: '도착하지 않음' };

/** National digits of what somebody typed: +82 10-1234-5678 is 01012345678. */
export const digitsOf = (typed) => typed.replace(/\D/g, '').replace(/^82/, '0');

export const isMobile = (digits) => /^01[016789]\d{7,8}$/.test(digits);

/** 010-1234-5678 */
export const dashed = (digits) => digits.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3');

/**
 * Where a message belongs among others, oldest first: behind all that were taken no later. What was missed while the
 * connection was lost can be older than what is there.
 */
export function placeOf(message, others) {
  let place = others.length;
  while (place > 0 && others[place - 1].at > message.at) place -= 1;
  return place;
}

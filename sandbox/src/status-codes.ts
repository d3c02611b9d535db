/** Solapi's status codes that the sandbox uses. */

/** Solapi has accepted the message. */
export const ACCEPTED = '2000';
/** KakaoTalk has received the message. */
export const PASSED_ON = '3000';
/** The phone has received the message. */
export const DELIVERED = '4000';
/** The phone does not use KakaoTalk. */
export const NO_KAKAOTALK = '3104';

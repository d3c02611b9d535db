import { isValidPhoneNumber, parsePhoneNumberWithError, ParseError } from 'libphonenumber-js/max';

/** A Korean mobile number in E.164, as `+821012345678`. */
export type Tel = string & { readonly tel: unique symbol };

/**
 * Reads a Korean mobile number as people write it (`010-1234-5678`, `+82 10 1234 5678`, full-width digits …).
 *
 * @returns null for anything else: landlines, 050 virtual numbers and foreign numbers receive no AlimTalk
 */
export function parseTel(text: string): Tel | null {
  if (!WRITTEN.test(text.normalize('NFKC'))) return null;
  try {
    const number = parsePhoneNumberWithError(text.normalize('NFKC').trim(), 'KR');
    const mobile = number.country === 'KR' && MOBILE.test(number.nationalNumber);
    const e164: string = number.number;
    return mobile && !number.ext && isValidPhoneNumber(e164) ? (e164 as Tel) : null;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

/** Digits and the separators between them. The library alone would also accept `tel:` links and extensions. */
const WRITTEN = /^[+\d\s().-]{1,40}$/;
/** 010 with eight more digits; the older prefixes have seven or eight. */
const MOBILE = /^(10\d{8}|1[16789]\d{7,8})$/;

/** A number in the national form: `01012345678`. */
export const nationalTel = (tel: Tel): string => `0${tel.slice('+82'.length)}`;

/** `010****5678`: its owner recognises the number, and nobody can call it. */
export const maskTel = (tel: Tel): string => nationalTel(tel).replace(/^(\d{3})\d+(\d{4})$/, '$1****$2');

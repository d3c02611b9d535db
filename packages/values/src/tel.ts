import { cleanText } from './text.ts';

/** A Korean mobile number in E.164, as `+821012345678`. */
export type Tel = string & { readonly tel: unique symbol };

/**
 * Reads a Korean mobile number as people write it and as address books give it: `010-1234-5678`, `(010) 1234-5678`,
 * `010.1234.5678`, `+82 10-1234-5678`, full-width, between marks of direction.
 *
 * @returns null for anything else. Landlines, 050 virtual numbers and foreign numbers receive no AlimTalk; 011 and 016 to 019
 *   are no longer in service.
 */
export function parseTel(text: string): Tel | null {
  const digits = telDigits(text);
  const [, subscriber] = MOBILE.exec(digits ?? '') ?? [];
  return subscriber === undefined ? null : (`+8210${subscriber}` as Tel);
}

/** @returns the digits of a phone or a part of one, with a leading plus sign if there is one; null for any other text */
export function telDigits(text: string): string | null {
  const clean = cleanText(text);
  return clean !== null && WRITTEN.test(clean) ? clean.replace(/[ ().-]/g, '') : null;
}

/** Digits and the separators between them. */
const WRITTEN = /^\+?[\d ().-]{1,40}$/;
/** A spreadsheet drops the leading 0, and some write it after the country code. */
const MOBILE = /^(?:\+?82)?0?10(\d{8})$/;

/** A number in the national form: `01012345678`. */
export const nationalTel = (tel: Tel): string => `0${tel.slice('+82'.length)}`;

/** `010****5678`: its owner recognises the number, and nobody can call it. */
export const maskTel = (tel: Tel): string => nationalTel(tel).replace(/^(\d{3})\d+(\d{4})$/, '$1****$2');

/** A national number as people write it, masked or not: `010-1234-5678`, `010-****-5678`, `02-123-4567`, `1588-1234`. */
export const phoneText = (digits: string): string =>
  digits.replace(/^(02|0\d\d|1\d{3})([\d*]{3,4})?(\d{4})$/, (_, ...[area, middle, last]) =>
    [area, middle, last].filter(Boolean).join('-'),
  );

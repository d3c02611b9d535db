import { nationalTel, parseTel, telDigits } from './tel.ts';

/** A phone at which a business is reached, in the national form without separators: `0212345678`, `15881234`, `01012345678`. */
export type Phone = string & { readonly phone: unique symbol };

/** Seoul's area code, those of the other regions, and internet phones. */
const LANDLINE = /^0(?:2\d{7,8}|(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}|70\d{8})$/;
/** Numbers that are the same in the whole country, as 1588-1234. */
const NATIONWIDE = /^(?:1[568]\d{2}\d{4}|080\d{7})$/;

/**
 * Reads a Korean landline, internet, nationwide or mobile number as people write it.
 *
 * @returns null for anything else
 */
export function parsePhone(text: string): Phone | null {
  const tel = parseTel(text);
  if (tel) return nationalTel(tel) as Phone;
  const digits = telDigits(text)?.replace(/^\+82(?:0?)/, '0');
  return digits !== undefined && (LANDLINE.test(digits) || NATIONWIDE.test(digits))
    ? (digits as Phone)
    : null;
}

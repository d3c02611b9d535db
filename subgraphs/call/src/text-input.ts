import { parseTel, telDigits } from '@movecall/values/tel';
import { cleanText, isPrintable, lengthOf } from '@movecall/values/text';

/** Checks of the free texts and ids that clients send. */

export const MAX_TEXT_LENGTH = 200;

/** Whether a text may be an idempotency key: 1 to 200 printable characters. */
export const isIdempotencyKey = (text: string): boolean =>
  text.length >= 1 && text.length <= MAX_TEXT_LENGTH && isPrintable(text);

/** Reads a text that may be left out. @returns null for none; undefined for more than 200 or unprintable characters */
export function parseOptionalText(text: string | null | undefined): string | null | undefined {
  const clean = cleanText(text ?? '');
  if (clean === null || lengthOf(clean) > MAX_TEXT_LENGTH) return undefined;
  return clean === '' ? null : clean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of this service's ids: a UUID in lower case. */
export const isId = (text: string): boolean => UUID.test(text);

/** What a list of calls is searched for: an E.164 phone or its end, or a part of an address. */
export type Search = { readonly telEnd: string } | { readonly text: string };

const MIN_TEL_END = 4;

/**
 * Reads the search text of a list of calls.
 *
 * @param byTel whether the viewer may search for phones. A viewer who may not see a phone could guess it digit by digit.
 * @returns null for nothing to search for; undefined for more than 200 or unprintable characters
 */
export function parseSearch(input: string | null | undefined, byTel: boolean): Search | null | undefined {
  const text = parseOptionalText(input);
  if (text == null) return text;
  const tel = parseTel(text);
  if (byTel && tel) return { telEnd: tel };
  const digits = telDigits(text);
  if (!byTel || digits === null || digits.length < MIN_TEL_END) return { text };
  // A national number begins with a 0, which E.164 leaves out.
  return { telEnd: digits.length > 8 ? digits.replace(/^0/, '') : digits };
}

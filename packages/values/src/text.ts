/**
 * The one door for what people type: services and the page read texts with it. It makes equal what a reader cannot tell apart.
 * Lengths, fingerprints and searches are made of the cleaned text.
 */

/** Marks of direction, isolates, overrides, zero-width characters, soft hyphens, Hangul fillers, variation selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** The full-width copies of the printable ASCII characters. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xff01 - 0x21;
const DASH = /[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63]/g;
/** Letters and lines that look like a dash: they stand for one only between digits, as in `010ㅡ1234`. */
const DASH_BETWEEN_DIGITS = /(\d)[\u2500\u30fc\u3161\uff70](?=\d)/g;
/** The Braille blank is a symbol to Unicode and a space to a reader. */
const SPACES = /[\p{Zs}\u2800]+/gu;
/** Postgres stores no NUL, one line has no line separator, and an unpaired surrogate is not valid text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** A combining mark alone is not visible. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a text can be stored and shown on one line. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

/**
 * Cleans a text: NFC; nothing invisible; ASCII for its full-width copies, dashes and spaces; one space for several; trimmed.
 *
 * @returns the text, empty when none of it is visible; null when it holds a line separator, a control character or an unpaired
 *   surrogate
 */
export function cleanText(text: string): string | null {
  const clean = text
    .replace(FULL_WIDTH, (character) => String.fromCodePoint(character.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(DASH, '-')
    .replace(DASH_BETWEEN_DIGITS, '$1-')
    .replace(SPACES, ' ')
    .trim();
  if (!isPrintable(clean)) return null;
  return VISIBLE.test(clean) ? clean : '';
}

/** Cleans a text that must be there. @returns null unless it is one line of 1 to `maxLength` characters (code points) */
export function parseLine(text: string, maxLength: number): string | null {
  const line = cleanText(text);
  return line !== null && line !== '' && lengthOf(line) <= maxLength ? line : null;
}

/** In characters as people count them, roughly: code points. */
export const lengthOf = (text: string): number => [...text].length;

import { cleanText } from './text.ts';

/** Korean units of amounts, the largest first. 억 and 만 count what is before them; 천, 백 and 십 do so within such a group. */
const GROUPS: Readonly<Record<string, number>> = { 억: 100_000_000, 만: 10_000 };
const PLACES: Readonly<Record<string, number>> = { 천: 1_000, 백: 100, 십: 10 };
const DIGITS = '영일이삼사오육칠팔구';
const LARGEST = Number.MAX_SAFE_INTEGER;

const WRITTEN = /^(?:[₩￦]|krw)?([\d,.\s억만천백십영일이삼사오육칠팔구]+)(?:원|원정|krw)?$/i;
const TOKEN = /\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[억만천백십영일이삼사오육칠팔구])/y;

/**
 * Reads an amount of money as Koreans write it: `1,500,000원`, `150만원`, `1억 2000만`, `삼백오십만 원`, full-width digits.
 *
 * @returns whole won; null for a text that is no such amount, or could be read in two ways
 */
export function parseWon(text: string): number | null {
  const written = WRITTEN.exec(cleanText(text) ?? '')?.[1]?.trim();
  const tokens = written === undefined ? null : tokensOf(written);
  const won = tokens && sumOf(tokens);
  return won !== null && Number.isInteger(won) && won <= LARGEST ? won : null;
}

/** The numbers and units of an amount; null when a part of the text is neither. */
function tokensOf(written: string): (number | string)[] | null {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < written.length; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(written)?.[1];
    if (token === undefined) return null;
    const digit = DIGITS.indexOf(token);
    tokens.push(/^\d/.test(token) ? Number(token.replaceAll(',', '')) : digit >= 0 ? digit : token);
  }
  return tokens;
}

/** A sum whose parts become smaller, each part below the unit of the part before it; null for any other order. */
function sumOf(tokens: readonly (number | string)[]): number | null {
  let [sum, group, count]: [number, number, number | null] = [0, 0, null];
  let [groupUnit, placeUnit] = [Infinity, Infinity];
  for (const token of tokens) {
    if (typeof token === 'number') {
      if (count !== null || token >= placeUnit || group + token >= groupUnit) return null;
      count = token;
      continue;
    }
    const place = PLACES[token];
    if (place !== undefined) {
      const part = exact((count ?? 1) * place);
      if (place >= placeUnit || part >= placeUnit || group + part >= groupUnit) return null;
      [group, count, placeUnit] = [group + part, null, place];
      continue;
    }
    const unit = GROUPS[token] ?? 0;
    const part = exact((group + (count ?? 0) || 1) * unit);
    if (unit >= groupUnit || part >= groupUnit) return null;
    [sum, group, count, groupUnit, placeUnit] = [sum + part, 0, null, unit, Infinity];
  }
  return sum + group + (count ?? 0);
}

/** Without the rounding error of binary fractions: 1.1 × 10⁸ is 110,000,000. */
const exact = (amount: number): number => Number(amount.toPrecision(15));

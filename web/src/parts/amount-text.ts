/** The text of a money field, and the position of its caret. */
export interface AmountText {
  readonly text: string;
  readonly caret: number;
}

/** On which side of the caret an edit removed a character; none for any other edit. */
export type Removed = 'left' | 'right' | 'none';

const DIGITS_AND_COMMAS = /^[\d,]*$/;
const GROUPED = /^\d{0,3}(?:,\d{3})*$/;

/** 1500000 → 1,500,000 */
const grouped = (digits: string): string => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
const digitsOf = (text: string): string => text.replaceAll(',', '');

/**
 * What a money field shows after an edit. Digits are grouped anew, and the caret stays behind the digit that it was behind.
 * The removal of a comma removes the digit beyond it. Any other text (`150만`, a comma in a wrong place) stays as it was typed:
 * dropping a part of it would make another amount of it.
 *
 * @param before the text before the edit
 * @param typed what the browser has made of it, with its caret
 * @param removed `left` for the key Backspace, `right` for Delete. An amount that was pasted may have fewer commas and the same digits
 */
export function editAmount(before: string, typed: AmountText, removed: Removed): AmountText {
  const text = typed.text.normalize('NFKC');
  const commasAdded = text.split(',').length > before.split(',').length;
  const isEdit = GROUPED.test(text) || (GROUPED.test(before) && !commasAdded);
  if (!DIGITS_AND_COMMAS.test(text) || !isEdit) return typed;
  const digits = digitsOf(text);
  const left = digitsOf(text.slice(0, typed.caret)).length;
  if (removed === 'none' || digits !== digitsOf(before)) return withCaret(digits, left);
  const at = removed === 'right' ? left : left - 1;
  return withCaret(digits.slice(0, Math.max(at, 0)) + digits.slice(at + 1), at);
}

/** An amount as text, with the caret at its end; empty for null. */
export function showAmount(won: number | null): AmountText {
  const digits = won === null ? '' : String(won);
  return withCaret(digits, digits.length);
}

/** @param left how many digits are left of the caret */
function withCaret(digits: string, left: number): AmountText {
  const text = grouped(digits);
  const commas = text.length - digits.length;
  const commasRight = Math.floor((digits.length - left) / 3);
  return { text, caret: left === 0 ? 0 : left + Math.max(commas - commasRight, 0) };
}

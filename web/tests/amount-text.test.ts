import { expect, test } from 'vitest';
import { editAmount, type Removed, showAmount } from '../src/parts/amount-text.ts';

/** The texts before and after an edit; `|` is the caret. */
function edit(before: string, typed: string, removed: Removed = 'none'): string {
  const caret = typed.indexOf('|');
  const after = editAmount(before, { text: typed.replace('|', ''), caret }, removed);
  return `${after.text.slice(0, after.caret)}|${after.text.slice(after.caret)}`;
}

test.each([
  ['', '1|', '1|'],
  ['150', '1500|', '1,500|'],
  ['1,500,000', '1,2|500,000', '12|,500,000'],
  ['12,500,000', '123|,500,000', '123|,500,000'],
  ['1,500,000', '|00,000', '|00,000'],
  ['1,500,000', '9|1,500,000', '9|1,500,000'],
  ['1,500,000', '１|1,500,000', '1|1,500,000'],
  ['1,500', '1,50|', '150|'],
  ['1,500,000', '|', '|'],
])('digits are grouped anew, and the caret stays behind its digit: %s → %s → %s', (before, typed, after) => {
  expect(edit(before, typed)).toBe(after);
});

test('removing a comma removes the digit beyond it', () => {
  expect(edit('1,234,567', '1|234,567', 'left')).toBe('|234,567');
  expect(edit('1,234,567', '1|234,567', 'right')).toBe('1|34,567');
  expect(edit('1,234,567', '1,234|567', 'left')).toBe('123|,567');
});

test.each(['1500000|', '1,500000|', '１５０００００|'])(
  'the same amount in place of the old one is the same amount: %s',
  (typed) => {
    expect(edit('1,500,000', typed)).toBe('1,500,000|');
  },
);

test.each([
  ['', '150만|'],
  ['1,500,000', '-|1,500,000'],
  ['', '1,50,000|'],
  ['1,500,000', '1,500,000.|'],
  ['1,50,000', '1,50,00|'],
  ['1,500', '1,500,|'],
])('anything else stays as it was typed: %s → %s', (before, typed) => {
  expect(edit(before, typed)).toBe(typed);
});

test('an amount that is typed with its commas is grouped at its end', () => {
  let text = '';
  for (const key of '1,500,000')
    text = editAmount(text, { text: text + key, caret: text.length + 1 }, 'none').text;
  expect(text).toBe('1,500,000');
});

test('an amount is shown with the caret at its end', () => {
  expect(showAmount(1_500_000)).toEqual({ text: '1,500,000', caret: 9 });
  expect(showAmount(null)).toEqual({ text: '', caret: 0 });
});

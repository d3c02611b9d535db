import { expect, test } from 'vitest';
import { isId, isIdempotencyKey, parseReason } from '../src/text-input.ts';

test.each([
  ['a', true],
  ['k'.repeat(200), true],
  ['', false],
  ['k'.repeat(201), false],
  ['a\u0000', false],
  ['a\n', false],
])('whether %j may be an idempotency key: %s', (key, isValid) => {
  expect(isIdempotencyKey(key)).toBe(isValid);
});

test.each([
  [undefined, null],
  ['', null],
  ['  ', null],
  [' 날짜가 바뀌었어요 ', '날짜가 바뀌었어요'],
  ['가'.repeat(200), '가'.repeat(200)],
  ['가'.repeat(201), undefined],
  ['a\u0007', undefined],
])('the reason %j is parsed as %j', (text, reason) => {
  expect(parseReason(text)).toBe(reason);
});

test.each([
  ['5f0c7a4e-6f1b-4b51-9a8e-0a4c8e1d2f3a', true],
  ['5F0C7A4E-6F1B-4B51-9A8E-0A4C8E1D2F3A', false],
  ['', false],
  ['__proto__', false],
  ["' or 1=1 --", false],
])('whether %j has the form of an id: %s', (text, id) => {
  expect(isId(text)).toBe(id);
});

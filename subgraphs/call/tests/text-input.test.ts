import { describe, expect, test } from 'vitest';
import { isId, isIdempotencyKey, parseOptionalText, parseSearch } from '../src/text-input.ts';

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
  ['a\u2028b', undefined],
  ['\u3164\u2800', null],
  ['\u202e취소\u200b할게요', '취소할게요'],
  ['각'.normalize('NFD').repeat(154), '각'.repeat(154)],
])('the optional text %j is parsed as %j', (text, reason) => {
  expect(parseOptionalText(text)).toBe(reason);
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

describe('a search', () => {
  test.each([
    ['5678', { telEnd: '5678' }],
    ['(010) 1234-5678', { telEnd: '+821012345678' }],
    ['+82 10-1234-5678', { telEnd: '+821012345678' }],
    ['\u202d010\u20131234\u20135678\u202c', { telEnd: '+821012345678' }],
    ['1234\u20115678', { telEnd: '12345678' }],
    ['１２３４．５６７８', { telEnd: '12345678' }],
    ['011-123-4567', { telEnd: '111234567' }],
    ['567', { text: '567' }],
    ['마포구'.normalize('NFD'), { text: '마포구' }],
    ['\u200b', null],
    ['a\u2028b', undefined],
    ['가'.repeat(201), undefined],
  ])('for %j is read as %j', (input, search) => {
    expect(parseSearch(input, true)).toEqual(search);
  });

  test('never looks for a phone when the viewer may not', () => {
    expect(parseSearch('010-1234-5678', false)).toEqual({ text: '010-1234-5678' });
  });
});

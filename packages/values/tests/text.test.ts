import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, parseLine } from '../src/text.ts';

const MAX = 200;
// fast-check's unit `binary` takes four seconds of processor time to list all characters.
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));
/** Any UTF-16 text, with many of the characters that the module treats specially. */
const typed = fc
  .array(
    fc.oneof(
      fc.string({ unit: codePoint }),
      fc.constantFrom(...'a1가각 -–ーㅡ\u00a0\u202d\u200b\u3164\u115f\u1161\u2800\u0301\n\u2028\uff10\ud800'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

test('cleaning a clean text changes nothing', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const clean = cleanText(text);
      if (clean !== null) expect(cleanText(clean)).toBe(clean);
    }),
    { numRuns: 2_000 },
  );
});

test('a line is one line of 1 to 200 characters, in NFC, that a reader sees', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const line = parseLine(text, MAX);
      if (line === null) return;
      expect([...line].length).toBeLessThanOrEqual(MAX);
      expect(line).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      expect(line).not.toMatch(/^\s|\s$|[^\S ]/u);
      expect(line).toBe(line.normalize('NFC'));
    }),
    { numRuns: 2_000 },
  );
});

test('both Unicode forms of a text are the same line', () => {
  fc.assert(
    fc.property(
      typed.filter((text) => !/\p{Cs}/u.test(text)),
      (text) => {
        expect(cleanText(text.normalize('NFD'))).toBe(cleanText(text.normalize('NFC')));
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([
  ['\u202d서울 마포구\u202c', '서울 마포구'],
  ['\u2067서울\u2069 \u200e마포구\u200f\u061c', '서울 마포구'],
  ['마\u200b포\u200c구\u200d\u2060\ufeff\u00ad', '마포구'],
  ['\u202e마포구', '마포구'],
  ['서울\u00a0마포구\u3000월드컵로\u2009 1', '서울 마포구 월드컵로 1'],
  ['성산로 1\u20102\u20113\u20124\u20135\u20146\u20157\u22128\uff0d9', '성산로 1-2-3-4-5-6-7-8-9'],
  ['성산로 1ー2ㅡ3', '성산로 1-2-3'],
  ['マンション 커피ㅡ', 'マンション 커피ㅡ'],
  ['１０１동 ３Ｆ', '101동 3F'],
  [' \n마포구\t', '마포구'],
  ['\u3164백영곤\u3164', '백영곤'],
  ['마포구'.normalize('NFD'), '마포구'],
])('what a reader does not see is dropped, and dashes and spaces are unified: %j', (text, expected) => {
  expect(parseLine(text, MAX)).toBe(expected);
});

test.each([
  '',
  ' ',
  '\u3164',
  '\u115f',
  '\u1160',
  '\uffa0',
  '\u2800',
  '\u2800 \u3164',
  '\u200b',
  '\u0301',
  '\ufeff\u202e',
])('a text without a visible character is no line: %j', (text) => {
  expect(parseLine(text, MAX)).toBeNull();
});

test.each([
  'a\nb',
  'a\u2028b',
  'a\u2029b',
  'a\u0000',
  'a\tb',
  'a\u0085b',
  'a\u001b[0m',
  'a\ud800',
  '\udc00a',
])('a text with a line separator, a control character or half a character is refused: %j', (text) => {
  expect(cleanText(text)).toBeNull();
  expect(parseLine(text, MAX)).toBeNull();
});

test('the length is counted in characters, after cleaning', () => {
  expect(parseLine('가'.repeat(200), MAX)).toBe('가'.repeat(200));
  expect(parseLine('각'.normalize('NFD').repeat(154), MAX)).toBe('각'.repeat(154));
  expect(parseLine('🏠'.repeat(200), MAX)).toBe('🏠'.repeat(200));
  expect(parseLine(`\u200b${'a\u200b'.repeat(200)}`, MAX)).toBe('a'.repeat(200));
  expect(parseLine('가'.repeat(201), MAX)).toBeNull();
});

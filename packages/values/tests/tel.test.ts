import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskTel, nationalTel, parseTel, phoneText, telDigits } from '../src/tel.ts';

test.each([
  '01012345678',
  '010-1234-5678',
  ' 010 1234 5678 ',
  '(010) 1234-5678',
  '010)1234-5678',
  '010.1234.5678',
  '010．1234．5678',
  '\u202d010-1234-5678\u202c',
  '\u2066010-1234-5678\u2069\u200e',
  '010\u00a01234\u00a05678',
  '010\u20101234\u20105678',
  '010\u20111234\u20115678',
  '010\u20121234\u20125678',
  '010\u20131234\u20135678',
  '010\u20141234\u20145678',
  '010\u22121234\u22125678',
  '010\u30fc1234\u30fc5678',
  '010ㅡ1234ㅡ5678',
  '010\u00ad1234\u200b5678',
  '０１０１２３４５６７８',
  '０１０－１２３４－５６７８',
  '（０１０）　１２３４－５６７８',
  '+82 10-1234-5678',
  '+82\u00a010\u20131234\u20135678',
  '＋８２ １０ １２３４ ５６７８',
  '+82 (0)10-1234-5678',
  '+82 010-1234-5678',
  '+821012345678',
  '82-10-1234-5678',
  '1012345678',
])('a mobile number is read as people write it: %j', (text) => {
  const tel = parseTel(text);
  expect(tel).toBe('+821012345678');
  expect(tel && nationalTel(tel)).toBe('01012345678');
  expect(tel && maskTel(tel)).toBe('010****5678');
});

test('every number of 010 is read from its national and its international form', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), (number) => {
      const subscriber = String(number).padStart(8, '0');
      const tel = parseTel(`010${subscriber}`);
      expect(tel).toBe(`+8210${subscriber}`);
      expect(tel && parseTel(tel)).toBe(tel);
    }),
  );
});

test.each([
  '',
  '   ',
  '010',
  '0101234567',
  '010123456789',
  '02-123-4567',
  '050-1234-5678',
  '+1 202 555 0100',
  '+81 10-1234-5678',
  '010+1234+5678',
  '01012345678 ext 5',
  'call me',
  'tel:010-1234-5678',
  '010-1234-5678\0',
  '010-1234\n5678',
  '010-1234-5678\u2028010-1234-5678',
  '0'.repeat(10_240),
])('anything but a Korean mobile number is refused: %j', (text) => {
  expect(parseTel(text)).toBeNull();
});

test.each([
  '011-123-4567',
  '011-9123-4567',
  '016-123-4567',
  '017 123 4567',
  '018-1234-5678',
  '+82 19-123-4567',
])('a number of a prefix that is no longer in service is refused: %s', (text) => {
  expect(parseTel(text)).toBeNull();
});

test.each([
  ['5678', '5678'],
  ['(5678)', '5678'],
  ['1234\u20135678', '12345678'],
  ['５６７８', '5678'],
  ['+82 10', '+8210'],
  ['011-123', '011123'],
  ['마포 1', null],
  ['12\n34', null],
])('a part of a number has its digits: %j', (text, digits) => {
  expect(telDigits(text)).toBe(digits);
});

test.each([
  ['01012345678', '010-1234-5678'],
  ['0101234567', '010-123-4567'],
  ['010****5678', '010-****-5678'],
  ['0212345678', '02-1234-5678'],
  ['021234567', '02-123-4567'],
  ['0311234567', '031-123-4567'],
  ['15881234', '1588-1234'],
  ['1588', '1588'],
])('the number %s is written as %s', (digits, text) => {
  expect(phoneText(digits)).toBe(text);
});

import { expect, test } from 'vitest';
import { maskTel, nationalTel, parseTel } from '../src/tel.ts';

test.each([
  '01012345678',
  '010-1234-5678',
  ' 010 1234 5678 ',
  '+82 10-1234-5678',
  '+821012345678',
  '０１０１２３４５６７８',
])('a mobile number is read as people write it: %s', (text) => {
  const tel = parseTel(text);
  expect(tel).toBe('+821012345678');
  expect(tel && nationalTel(tel)).toBe('01012345678');
  expect(tel && maskTel(tel)).toBe('010****5678');
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
  '01012345678 ext 5',
  'call me',
  'tel:010-1234-5678',
  '010-1234-5678\0',
  '0'.repeat(10_240),
])('anything but a Korean mobile number is refused: %j', (text) => {
  expect(parseTel(text)).toBeNull();
});

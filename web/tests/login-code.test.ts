import { expect, test } from 'vitest';
import { codeIn } from '../src/screens/sign-in/login-code.ts';

test.each([
  '123456',
  '123 456',
  '123-456',
  '123\u2013456',
  '１２３４５６',
  '\u202A123456\u202C',
  '인증번호: 123456',
  '인증번호:123-456',
  '[이사콜] 인증번호 안내 인증번호: 12345615:21까지 입력해 주세요.',
  '2026-11-30 인증번호 123456',
  '1234567',
])('the code is taken out of %s', (text) => {
  expect(codeIn(text)).toBe('123456');
});

test('a code that is still being typed keeps its digits', () => {
  expect(['', '1', '12 ', '123 45', 'a1b2'].map(codeIn)).toEqual(['', '1', '12', '12345', '12']);
});

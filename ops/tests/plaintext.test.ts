import { expect, test } from 'vitest';
import { maskPhones, plaintextIn } from '../src/invariants/plaintext.ts';

const PHONES = [
  '01012345678',
  '010-1234-5678',
  '010 1234 5678',
  '+821012345678',
  '+82 10 1234 5678',
  '821012345678',
];

test.each(PHONES)('%s is a phone and is masked', (phone) => {
  expect(maskPhones(`to ${phone}.`)).toBe('to 010****5678.');
  expect(plaintextIn({ deep: [{ note: `call ${phone}` }] })).toEqual(['010****5678']);
});

test.each([
  '(010) 1234-5678',
  '010.1234.5678',
  '010 - 1234 - 5678',
  '010\u20131234\u20135678',
  '\u202d010\u200b1234\u200b5678',
  '+82 (0)10-1234-5678',
  '０１０－１２３４－５６７８',
])('%s is a phone, also in a text', (phone) => {
  expect(plaintextIn({ note: `전화 ${phone} 로` })).toEqual(['010****5678']);
});

test.each([
  '0b1e5cd7-0101-4234-9678-010123456789',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0101234567801012-01',
  '2026-01-01T01:01:23.456Z',
  '1795357548044-0',
  '37.01012345678',
  'k1.01012345678.0101234567801012345678',
  '서울 마포구 월드컵북로 400',
])('%s is not a phone', (text) => {
  expect(plaintextIn({ text })).toEqual([]);
  expect(maskPhones(text)).toBe(text);
});

test('the fields for phones and codes must be encrypted', () => {
  expect(plaintextIn({ tel: 'k1.AAAA.BBBB', code: 'k1.CCCC.DDDD' })).toEqual([]);
  expect(plaintextIn({ mover: { tel: 'unsealed' }, code: '123456' })).toEqual([
    'tel: unsealed',
    'code: ******',
  ]);
});

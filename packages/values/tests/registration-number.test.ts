import { expect, test } from 'vitest';
import { parseRegistrationNumber } from '../src/registration-number.ts';

test.each([
  ['120-81-47521', '120-81-47521'],
  ['1208147521', '120-81-47521'],
  [' 120 81 47521 ', '120-81-47521'],
  ['１２０－８１－４７５２１', '120-81-47521'],
  ['124-81-00998', '124-81-00998'],
  ['220-81-62517', '220-81-62517'],
])('registration number %s is read as %s', (written, number) => {
  expect(parseRegistrationNumber(written)).toBe(number);
});

test.each([
  '',
  '120-81-4752',
  '120-81-475211',
  '12081-47521-',
  '100-81-47521',
  '010-12-34567',
  'abc',
  '9'.repeat(9_999),
])('registration number %s is refused', (written) => {
  expect(parseRegistrationNumber(written)).toBeNull();
});

test('each wrong check digit and each other single digit is refused', () => {
  const right = '1208147521';
  for (let nth = 0; nth < right.length; nth += 1)
    for (const digit of '0123456789') {
      const written = right.slice(0, nth) + digit + right.slice(nth + 1);
      if (written !== right && nth !== 8) expect(parseRegistrationNumber(written), written).toBeNull();
    }
});

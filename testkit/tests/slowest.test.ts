import { expect, test } from 'vitest';
import { slowest } from '../src/slowest.ts';

test('lists the slowest first, one line for each', () => {
  const measured = [
    { what: 'a.test.ts', ms: 900 },
    { what: 'b.test.ts', ms: 2_500 },
    { what: 'c.test.ts', ms: 10 },
  ];
  expect(slowest(measured, 2)).toEqual(['   2.5 s  b.test.ts', '   0.9 s  a.test.ts']);
});

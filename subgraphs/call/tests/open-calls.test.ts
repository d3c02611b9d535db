import { expect, test } from 'vitest';
import { exceededLimit } from '../src/open-calls.ts';

const limits = { inAll: 5, onOneDay: 2 };

test.each([
  [{ inAll: 0, onDay: 0 }, null],
  [{ inAll: 4, onDay: 1 }, null],
  [{ inAll: 4, onDay: 2 }, 'ON_ONE_DAY'],
  [{ inAll: 5, onDay: 0 }, 'IN_ALL'],
  [{ inAll: 5, onDay: 2 }, 'IN_ALL'],
  // More than are allowed: the limit was lowered, or an operator called for the customer.
  [{ inAll: 9, onDay: 3 }, 'IN_ALL'],
] as const)('with %o open calls one more exceeds %s', (open, exceeded) => {
  expect(exceededLimit(open, limits)).toBe(exceeded);
});

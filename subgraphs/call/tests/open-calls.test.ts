import { expect, test } from 'vitest';
import { exceededLimit, exceededLimits } from '../src/call/open-calls.ts';

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

test('of calls that are accepted together each counts for those of its customer after it', () => {
  const today = '2026-12-01';
  const asked = [
    { id: 'a', ownerId: 'one', movingOn: '2026-12-02' },
    { id: 'b', ownerId: 'one', movingOn: '2026-12-02' },
    { id: 'c', ownerId: 'two', movingOn: '2026-12-02' },
    { id: 'd', ownerId: 'one', movingOn: '2026-12-02' },
    { id: 'e', ownerId: 'one', movingOn: '2026-12-03' },
    { id: 'f', ownerId: 'one', movingOn: '2026-12-04' },
  ];
  const open = new Map(asked.map(({ id }) => [id, { inAll: id === 'c' ? 0 : 2, onDay: 0 }]));
  // d has two before it on its day; f has five in all.
  expect(exceededLimits(asked, open, limits, today)).toEqual(
    new Map([
      ['d', 'ON_ONE_DAY'],
      ['f', 'IN_ALL'],
    ]),
  );
});

test('a call without a limit counts for those after it; a call whose day is over counts for none', () => {
  const today = '2026-12-01';
  const call = (id: string, movingOn: string) => ({ id, ownerId: 'one', movingOn });
  const asked = [call('a', today), call('b', '2026-11-30'), call('c', today), call('d', today)];
  const open = new Map(['b', 'c', 'd'].map((id) => [id, { inAll: 0, onDay: 0 }]));
  expect(exceededLimits(asked, open, { inAll: 2, onOneDay: 2 }, today)).toEqual(new Map([['d', 'IN_ALL']]));
});

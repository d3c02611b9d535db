import { expect, test } from 'vitest';
import { sharedManage } from './harness.ts';
import { AT_NOON, DAY, inputFor, quotingAt } from './quotes.ts';

const shared = sharedManage({}, AT_NOON);

const bad: readonly (readonly [what: string, changes: object, code: string, field: string])[] = [
  ['an unknown item', { tons: null, items: [{ code: 'SPACESHIP', count: 1 }] }, 'INVALID_ITEMS', 'items'],
  ['none of an item', { tons: null, items: [{ code: 'TV', count: 0 }] }, 'INVALID_ITEMS', 'items'],
  ['1,000 of an item', { tons: null, items: [{ code: 'TV', count: 1_000 }] }, 'INVALID_ITEMS', 'items'],
  ['items and tons', { items: [{ code: 'TV', count: 1 }] }, 'INVALID_TONS', 'tons'],
  ['neither', { tons: null }, 'INVALID_ITEMS', 'items'],
  ['six tons', { tons: 6 }, 'INVALID_TONS', 'tons'],
  ['floor 0', { access: { floor: 0, elevator: true, ladderTruck: false } }, 'INVALID_ACCESS', 'access.floor'],
  [
    'floor 200',
    { destinationAccess: { floor: 200, elevator: true, ladderTruck: false } },
    'INVALID_ACCESS',
    'destinationAccess.floor',
  ],
  [
    'one home twice',
    { destination: { address: '서울 마포구 월드컵로 1' } },
    'SAME_LOCATION',
    'destination.address',
  ],
  ['a past day', { movingOn: '2026-11-30' }, 'INVALID_DATE', 'movingOn'],
  ['a day 366 days ahead', { movingOn: '2027-12-02' }, 'INVALID_DATE', 'movingOn'],
  ['half a day with 5 t', { slot: 'AFTERNOON' }, 'INVALID_SLOT', 'slot'],
  ['an unknown option', { options: [{ code: 'HELICOPTER', count: 1 }] }, 'INVALID_OPTIONS', 'options'],
  [
    'two billion options',
    { options: [{ code: 'PIANO', count: 2_000_000_000 }] },
    'INVALID_OPTIONS',
    'options',
  ],
  ['an ambiguous place', { location: { address: '강서구' } }, 'AMBIGUOUS_LOCATION', 'location.address'],
  ['an unknown place', { destination: { address: 'Atlantis' } }, 'UNKNOWN_LOCATION', 'destination.address'],
  [
    'a place outside of Korea',
    { location: { address: '후쿠오카', latitude: 33.59, longitude: 130.4 } },
    'UNKNOWN_LOCATION',
    'location.address',
  ],
  [
    'the 7th floor without lift and ladder truck',
    { access: { floor: 7, elevator: false, ladderTruck: false } },
    'NEEDS_VISIT',
    'access.floor',
  ],
  ['more than ten tons', { tons: null, items: [{ code: 'SOFA_4', count: 100 }] }, 'NEEDS_VISIT', 'items'],
];

test.each(bad)('%s is refused and nothing is stored', async (_what, changes, code, field) => {
  const { refusals } = quotingAt(await shared());
  const errors = await refusals({ ...inputFor(DAY), ...changes });
  expect(errors).toMatchObject([{ code, field: ['input', ...field.split('.')] }]);
  expect(errors[0]?.message).toMatch(/[가-힣]/);
  expect(errors[0]?.candidates ?? null).toEqual(
    code === 'AMBIGUOUS_LOCATION' ? ['서울 강서구', '부산 강서구'] : null,
  );
});

import { expect, test } from 'vitest';
import { ladder, price, reckon } from './fixtures.ts';

/** 5 t, packed, ladder trucks at the 7th and at the 15th floor, less than 20 km: 1,200,000 + 160,000 + 210,000 = 1,570,000. */
const move = { access: ladder(7), destinationAccess: ladder(15) };

test('Monday 2026-12-07, 손없는날: 1,770,000, deposit 177,000', () => {
  const { lines, total, deposit } = price({ ...move, movingOn: '2026-12-07' });
  expect(lines).toEqual([
    { code: 'BASE', label: '포장이사 5톤', amount: 1_200_000 },
    { code: 'LADDER_TRUCK', label: '사다리차 (출발지 7층)', amount: 160_000 },
    { code: 'LADDER_TRUCK', label: '사다리차 (도착지 15층)', amount: 210_000 },
    { code: 'SON_EOPNEUN_NAL', label: '손없는날', amount: 200_000 },
  ]);
  expect([total, deposit]).toEqual([1_770_000, 177_000]);
});

test.each([
  ['2026-12-18', 'Friday and 손없는날', 1_970_000],
  ['2026-12-27', 'Sunday and 손없는날', 1_970_000],
  ['2026-12-31', 'Thursday at the end of the month', 1_770_000],
  ['2026-12-25', 'Christmas on a Friday', 1_970_000],
  ['2027-05-05', '어린이날 and 손없는날', 1_970_000],
])('%s, %s: %i', (movingOn, _why, total) => expect(price({ ...move, movingOn }).total).toBe(total));

test.each([
  [1, 150_000],
  [6, 150_000],
  [7, 160_000],
  [9, 160_000],
  [10, 180_000],
  [11, 180_000],
  [12, 190_000],
  [13, 190_000],
  [14, 210_000],
  [16, 210_000],
  [17, 240_000],
  [19, 240_000],
  [20, 280_000],
  [23, 280_000],
  [24, 400_000],
  [130, 400_000],
])('a ladder truck at floor %i costs %i, with a lift or without', (floor, amount) => {
  for (const elevator of [true, false]) {
    const { lines } = price({ access: { floor, elevator, ladderTruck: true } });
    expect(lines.filter(({ code }) => code !== 'BASE').map((line) => line.amount)).toEqual([amount]);
  }
});

test.each([
  [1, 400_000, 2, 0],
  [2.5, 900_000, 2, 1],
  [3.5, 1_050_000, 3, 1],
  [5, 1_200_000, 3, 1],
  [7.5, 1_750_000, 4, 1],
  [10, 2_300_000, 5, 1],
])('a packed move by %d t costs %i and takes %i men and %i women', (tons, base, crewMen, crewWomen) => {
  const { total, truck, size } = price({ load: { tons } });
  expect({ total, truck, size }).toEqual({ total: base, truck: { tons, crewMen, crewWomen }, size: null });
});

test('without lift and ladder truck nothing is carried above the 6th floor: NEEDS_VISIT', () => {
  const high = { floor: 7, elevator: false, ladderTruck: false };
  expect(reckon({ access: high })).toEqual({ unpriced: { code: 'NEEDS_VISIT', because: 'ACCESS' } });
  expect(reckon({ destinationAccess: high })).toEqual({
    unpriced: { code: 'NEEDS_VISIT', because: 'DESTINATION_ACCESS' },
  });
});

test('a load that no truck holds: NEEDS_VISIT', () => {
  const items = [
    { code: 'LARGE_BOX', count: 300 },
    { code: 'SOFA_4', count: 7 },
  ];
  expect(reckon({ load: { items } })).toEqual({ unpriced: { code: 'NEEDS_VISIT', because: 'LOAD' } });
});

test.each(['MORNING', 'AFTERNOON'] as const)('%s is offered up to 2.5 t', (slot) => {
  for (const tons of [1, 2.5]) expect(price({ load: { tons }, slot }).total).toBeGreaterThan(0);
  for (const tons of [3.5, 5, 7.5, 10]) {
    expect(reckon({ load: { tons }, slot })).toEqual({ unpriced: { code: 'INVALID_SLOT' } });
  }
});

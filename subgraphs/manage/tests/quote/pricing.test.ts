import type { Place } from '@movecall/values/places';
import { locate } from '@movecall/values/places';
import { expect, test } from 'vitest';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { type Price, priceOf } from '../../src/quote/pricing.ts';
import type { QuoteRequest } from '../../src/quote/quote-request.ts';
import { calendar, ladder, lift, mapo, plainRequest, price, stairs } from './fixtures.ts';

function place(address: string): Place {
  const located = locate({ address });
  if (located.status !== 'FOUND') throw new Error(`${address} is ${located.status}`);
  return located.place;
}

const items = (...counted: readonly (readonly [code: string, count: number])[]) => ({
  items: counted.map(([code, count]) => ({ code, count })),
});
/** A place north of 마포구 by a part of the circumference of a meridian: 111.195 km for each degree. */
const north = (degrees: number): Place => ({ ...mapo, district: null, latitude: mapo.latitude + degrees });

/** Each row states its arithmetic. The plain request is 5 t, packed, from 마포구 to 구로구 (11 km) on a Tuesday. */
test.each<[arithmetic: string, total: number, request: Partial<QuoteRequest>]>([
  ['1,200,000', 1_200_000, {}],
  ['400,000', 400_000, { load: { tons: 1 } }],
  ['1,200,000 × 80 %', 960_000, { moveType: 'HALF_PACKING' }],
  ['1,050,000 × 80 %', 840_000, { moveType: 'HALF_PACKING', load: { tons: 3.5 } }],
  ['1,200,000 × 60 %', 720_000, { moveType: 'STANDARD' }],
  ['9.0 m³: 900,000', 900_000, { load: items(['QUEEN_BED', 2], ['LARGE_BOX', 60]) }],
  ['5.4 m³: 400,000', 400_000, { load: items(['SOFA_3', 3]) }],
  ['400,000 + stairs 4 × 30,000', 520_000, { load: { tons: 1 }, access: stairs(5) }],
  ['stairs 5 × 30,000 twice', 1_500_000, { access: stairs(6), destinationAccess: stairs(6) }],
  ['lifts cost nothing', 1_200_000, { access: lift(25), destinationAccess: lift(2) }],
  ['stairs 2 × 30,000, ladder 280,000', 1_540_000, { access: stairs(3), destinationAccess: ladder(20) }],
  ['ladder at the 1st floor 150,000', 1_350_000, { access: ladder(1) }],
  ['0.3° = 33.36 km × 1.3 = 43.4 → 44; 24 × 2,000', 1_248_000, { destination: north(0.3) }],
  ['0.13° = 14.455 km × 1.3 = 18.8 → 19; included', 1_200_000, { destination: north(0.13) }],
  ['0.1384° = 15.389 km × 1.3 = 20.006 → 21; 2,000', 1_202_000, { destination: north(0.1384) }],
  ['to 제주시: 1,000,000 by sea', 2_200_000, { destination: place('제주시') }],
  [
    '제주시 to 서귀포시: 27.43 km × 1.3 = 35.7 → 36; 16 × 2,000',
    1_232_000,
    { location: place('제주시'), destination: place('서귀포시') },
  ],
  ['Friday 200,000', 1_400_000, { movingOn: '2026-12-04' }],
  ['손없는날, end of the month, Friday: 3 × 200,000', 1_800_000, { movingOn: '2027-02-26' }],
  [
    'two air conditioners, a wall TV: 2 × 250,000 + 80,000',
    1_780_000,
    {
      options: [
        { code: 'AIR_CONDITIONER', count: 2 },
        { code: 'WALL_TV', count: 1 },
      ],
    },
  ],
  [
    'piano 150,000, stone bed 100,000, three more people 600,000',
    2_050_000,
    {
      options: [
        { code: 'PIANO', count: 1 },
        { code: 'STONE_BED', count: 1 },
        { code: 'EXTRA_PERSON', count: 3 },
      ],
    },
  ],
  [
    '2,300,000 × 80 %, by sea 1,000,000, ladder 400,000, Saturday 200,000',
    3_440_000,
    {
      moveType: 'HALF_PACKING',
      load: { tons: 10 },
      location: place('서귀포시'),
      access: ladder(24),
      movingOn: '2026-12-05',
    },
  ],
  [
    'a piano among the items adds no option: 6.3 m³, 900,000',
    900_000,
    { load: items(['UPRIGHT_PIANO', 1], ['LARGE_BOX', 50]) },
  ],
])('%s = %i', (_arithmetic, total, request) => expect(price(request).total).toBe(total));

test('a line says what it is for', () => {
  const options = [
    { code: 'WALL_TV', count: 1 },
    { code: 'AIR_CONDITIONER', count: 2 },
  ];
  const { lines, distanceKm } = price({ destination: north(0.3), access: stairs(2), options });
  expect(distanceKm).toBe(44);
  expect(lines.map(({ label }) => label)).toEqual([
    '포장이사 5톤',
    '거리 44km (기본 20km 포함)',
    '계단 운반 (출발지 2층)',
    '에어컨 이전 설치 × 2',
    '벽걸이 TV 설치',
  ]);
});

test('without a destination no way is paid for, but the floor there is', () => {
  const { distanceKm, total } = price({ destination: null, destinationAccess: ladder(15) });
  expect([distanceKm, total]).toEqual([0, 1_410_000]);
});

test.each<[where: string, latitude: number, longitude: number, code: string]>([
  ['마라도', 33.117, 126.267, 'SEA'],
  ['추자도', 33.955, 126.3, 'SEA'],
  ['여서도, which is 완도군', 33.985, 126.92, 'DISTANCE'],
])('an address without a region on %s lies there by its position', (_where, latitude, longitude, code) => {
  const destination = { address: '바닷가 1', district: null, latitude, longitude };
  expect(price({ destination }).lines[1]?.code).toBe(code);
});

test('the deposit is a tenth, down to 1,000 won', () => {
  const odd = { ...defaultPriceBook, sea: 1_009_999 };
  const request = { ...plainRequest, destination: place('제주시') };
  const reckoned = priceOf(odd, request, calendar) as { readonly price: Price };
  expect(reckoned.price).toMatchObject({ total: 2_209_999, deposit: 220_000 });
});

test('a price that is no whole won is rounded down', () => {
  const [smallest, ...others] = defaultPriceBook.trucks;
  const odd = { ...defaultPriceBook, trucks: [{ ...smallest!, base: 399_999 }, ...others] };
  const request: QuoteRequest = { ...plainRequest, moveType: 'HALF_PACKING', load: { tons: 1 } };
  expect(priceOf(odd, request, calendar)).toMatchObject({ price: { total: 319_999 } });
});

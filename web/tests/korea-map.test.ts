import { readAddress } from '@movecall/values/address';
import { regions } from '@movecall/values/regions';
import { sidos } from '@movecall/values/sido';
import { expect, test } from 'vitest';
import { distanceBetween, endOf } from '../src/parts/place/ends.ts';
import { projectionOf, spread } from '../src/parts/place/map-geometry.ts';
import { addressOf, countryView, sidoView, type View } from '../src/parts/place/map-views.ts';
import { emptyPlace } from '../src/parts/place/typed-place.ts';

const typed = (address: string) => endOf({ ...emptyPlace, address });
/** As the style sheet draws a tile. */
const TILE = { width: 48, height: 36 };

const covered = ({ tiles }: View<unknown>): string[] =>
  tiles.flatMap((one, at) =>
    tiles
      .slice(at + 1)
      .filter((other) => Math.abs(one.x - other.x) < TILE.width && Math.abs(one.y - other.y) < TILE.height)
      .map((other) => `${one.name} ${other.name}`),
  );

test('every 시·군·구 can be chosen, by an address that means it alone', () => {
  const tiles = sidos.flatMap(({ short }) => sidoView(short).tiles);
  expect(tiles).toHaveLength(regions.length);
  for (const { of: region } of tiles)
    expect(readAddress(addressOf(region)).map((meant) => meant.region)).toEqual([region]);
});

test.each(['country', ...sidos.map(({ short }) => short)] as const)(
  'no tile on the map of %s covers another or leaves the map',
  (name) => {
    const view: View<unknown> = name === 'country' ? countryView() : sidoView(name);
    expect(covered(view)).toEqual([]);
    for (const { x, y } of view.tiles) {
      expect(Math.abs(x - view.size.width / 2)).toBeLessThanOrEqual((view.size.width - TILE.width) / 2);
      expect(Math.abs(y - view.size.height / 2)).toBeLessThanOrEqual((view.size.height - TILE.height) / 2);
    }
  },
);

test('tiles lie about where they belong', () => {
  const at = (name: string) => countryView().tiles.find((tile) => tile.name === name)!;
  expect(at('부산').x).toBeGreaterThan(at('서울').x);
  expect(at('부산').y).toBeGreaterThan(at('서울').y);
  expect(at('제주').y).toBeGreaterThan(at('전남광주').y);
  expect(at('인천').x).toBeLessThan(at('서울').x);
});

test('north is up, and a kilometre is as long to the east as to the north', () => {
  const map = { width: 300, height: 300 };
  const project = projectionOf(
    [
      { latitude: 36, longitude: 127 },
      { latitude: 37, longitude: 128 },
    ],
    map,
    { width: 0, height: 0 },
  );
  const [south, north] = [
    project({ latitude: 36, longitude: 127 }),
    project({ latitude: 37, longitude: 128 }),
  ];
  expect(north.y).toBeLessThan(south.y);
  expect((north.x - south.x) / (south.y - north.y)).toBeCloseTo(Math.cos((36.5 * Math.PI) / 180), 5);
});

test('two tiles at one point part within the map', () => {
  const [one, other] = spread(
    [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
    ],
    { width: 100, height: 50 },
    { width: 40, height: 40 },
  );
  expect(Math.max(Math.abs(one!.x - other!.x), Math.abs(one!.y - other!.y))).toBeGreaterThanOrEqual(39.5);
});

test.each([
  ['마포구 성산동 1', '마포구'],
  ['경기 성남시 분당구 정자동', '경기 성남시'],
  ['부산 중구', '부산 중구'],
  ['중구', null],
  ['달나라', null],
  ['', null],
])('of %j the map marks %j', (address, region) => {
  const end = typed(address);
  expect(end && addressOf(end.region)).toBe(region);
});

test('a place that was picked is marked where it is, and both ends are as far apart as a straight line is long', () => {
  const position = { latitude: 37.5794, longitude: 126.8899 };
  const end = endOf({ ...emptyPlace, address: '서울 마포구 월드컵북로 400', position });
  expect(end?.position).toEqual(position);
  expect(addressOf(endOf({ ...emptyPlace, address: '월드컵북로 400', position })!.region)).toBe('마포구');
  expect(distanceBetween(typed('서울 마포구'), typed('부산 해운대구'))).toBe(335);
  expect(distanceBetween(end, null)).toBeNull();
});

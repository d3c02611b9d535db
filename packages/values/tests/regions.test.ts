import { describe, expect, test } from 'vitest';
import { districtLabel, sharedWithSeoul } from '../src/district-label.ts';
import { isInKorea } from '../src/korea.ts';
import { kilometres } from '../src/position.ts';
import { regionNames } from '../src/region-names.ts';
import { isNear, regionAt, regionNamed, regions } from '../src/regions.ts';
import { dividedCities } from '../src/regions/general-gu.ts';
import { sidoNames } from '../src/regions/sido-names.ts';
import { sidos, type SidoShort } from '../src/regions/sido.ts';

describe('the table has all of Korea as of July 2026', () => {
  test('16 시·도 and 230 시·군·구', () => {
    expect(sidos).toHaveLength(16);
    expect(regions).toHaveLength(230);
  });

  test.each([
    ['서울', 25, 0, 0],
    ['부산', 15, 0, 1],
    ['대구', 7, 0, 2],
    ['인천', 9, 0, 2],
    ['대전', 5, 0, 0],
    ['울산', 4, 0, 1],
    ['세종', 0, 1, 0],
    ['경기', 0, 28, 3],
    ['강원', 0, 7, 11],
    ['충북', 0, 3, 8],
    ['충남', 0, 8, 7],
    ['전북', 0, 6, 8],
    ['전남광주', 5, 5, 17],
    ['경북', 0, 10, 12],
    ['경남', 0, 8, 10],
    ['제주', 0, 2, 0],
  ])('%s has %d 구, %d 시 and %d 군', (short, ...counts) => {
    const names = regions.filter(({ sido }) => sido === short).map(({ name }) => name);
    expect(['구', '시', '군'].map((ending) => names.filter((name) => name.endsWith(ending)).length)).toEqual(
      counts,
    );
    expect(sidos.map((sido) => sido.short)).toContain(short);
  });

  test('with the changes of 2026', () => {
    const incheon = regions.filter(({ sido }) => sido === '인천').map(({ name }) => name);
    expect(incheon).toEqual(expect.arrayContaining(['제물포구', '영종구', '서해구', '검단구']));
    for (const former of ['중구', '동구', '서구']) expect(incheon).not.toContain(former);
    expect(dividedCities.find(({ city }) => city === '화성시')?.gu.map(([name]) => name)).toEqual([
      '만세구',
      '효행구',
      '병점구',
      '동탄구',
    ]);
    const names = sidos.map(({ name }) => name);
    expect(names).toContain('전남광주통합특별시');
    for (const former of ['광주광역시', '전라남도']) expect(names).not.toContain(former);
  });

  test('39 구 in thirteen 시', () => {
    expect(dividedCities).toHaveLength(13);
    expect(dividedCities.flatMap(({ gu }) => gu)).toHaveLength(39);
    for (const { sido, city, gu } of dividedCities) {
      expect(regionNamed(sido, city).name).toBe(city);
      expect(gu.length).toBeGreaterThanOrEqual(2);
    }
  });

  test('no name occurs twice in a 시·도, in Korean or romanised', () => {
    for (const form of ['name', 'roman'] as const) {
      const names = regions.map((region) => `${region.sido} ${region[form]}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('names are Hangul with an ending, and Latin letters', () => {
    for (const { name, roman } of regions) {
      expect(name).toMatch(/^[가-힣]{1,4}[구시군]$/);
      expect(roman).toMatch(/^[a-z]{2,}$/);
    }
  });

  test('no two 시·도 are written alike', () => {
    const written = sidos.flatMap(({ name, short }) => [name, short, ...sidoNames[short]]);
    expect(new Set(written).size).toBe(written.length);
  });
});

describe('offices', () => {
  test('lie in Korea', () => {
    expect(regions.filter((region) => !isInKorea(region))).toEqual([]);
  });

  test('have no two at one place, and the next one 0.5 to 50 km away; only 울릉군 is farther out', () => {
    const far = regions.filter((region) => {
      const distances = regions.filter((other) => other !== region).map((other) => kilometres(region, other));
      const nearest = Math.min(...distances);
      expect(nearest, region.name).toBeGreaterThan(0.5);
      return nearest > 50;
    });
    expect(far.map(({ name }) => name)).toEqual(['울릉군']);
  });

  test('lie near another one of their 시·도', () => {
    for (const region of regions) {
      const others = regions.filter((other) => other !== region && other.sido === region.sido);
      if (others.length === 0 || region.name === '울릉군') continue;
      expect(Math.min(...others.map((other) => kilometres(region, other))), region.name).toBeLessThan(45);
    }
  });
});

test('a region is told by its name and a position', () => {
  for (const region of regions) expect(regionAt(region.name, region)).toBe(region);
  expect(regionAt('중구', { latitude: 35.2, longitude: 129 })).toMatchObject({ sido: '부산' });
  expect(regionAt('달나라군', { latitude: 35.2, longitude: 129 })).toBeNull();
  expect(regionAt(null, { latitude: 35.2, longitude: 129 })).toBeNull();
});

test.each<[string, SidoShort, number, number]>([
  ['옹진군', '인천', 37.97, 124.72],
  ['신안군', '전남광주', 34.06, 125.12],
  ['여수시', '전남광주', 34.03, 127.31],
  ['울릉군', '경북', 37.2413, 131.8669],
])('the far islands of %s are near it', (name, sido, latitude, longitude) => {
  expect(isNear({ latitude, longitude }, regionNamed(sido, name))).toBe(true);
});

test('elsewhere 60 km are the limit', () => {
  const mapo = regionNamed('서울', '마포구');
  expect(isNear({ ...mapo, latitude: mapo.latitude - 0.53 }, mapo)).toBe(true);
  expect(isNear({ ...mapo, latitude: mapo.latitude - 0.55 }, mapo)).toBe(false);
});

test('each former name and each 구 of a 시 leads to a region of today', () => {
  for (const { options } of regionNames) {
    expect(options.length).toBeGreaterThan(0);
    for (const { region } of options) expect(regions).toContain(region);
  }
});

test.each([
  ['서울특별시', '마포구', '마포구'],
  ['서울특별시', '중구', '서울 중구'],
  ['부산광역시', '중구', '부산 중구'],
  ['경기도', '수원시', '경기 수원시'],
  ['전남광주통합특별시', '북구', '전남광주 북구'],
  ['세종특별자치시', '세종시', '세종시'],
  [null, '마포구', '마포구'],
])('%s %s is called %s', (sido, district, label) => {
  expect(districtLabel(sido, district)).toBe(label);
});

test('the names that Seoul shares with other cities are known', () => {
  const inSeoul = regions.filter(({ sido }) => sido === '서울').map(({ name }) => name);
  const elsewhere = new Set(regions.filter(({ sido }) => sido !== '서울').map(({ name }) => name));
  expect(sharedWithSeoul).toEqual(inSeoul.filter((name) => elsewhere.has(name)));
});

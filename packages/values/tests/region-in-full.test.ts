import { expect, test } from 'vitest';
import { parseRegion, regionInFull } from '../src/region-in-full.ts';
import { regions } from '../src/regions.ts';

test('each region has a name in full that no other has, and that is read as this region', () => {
  const names = regions.map(regionInFull);
  expect(new Set(names).size).toBe(regions.length);
  expect(names.map(parseRegion)).toEqual(regions);
});

test.each([
  ['마포', '서울 마포구'],
  ['부산광역시 중구', '부산 중구'],
  ['분당구', '경기 성남시'],
  ['세종시', '세종'],
])('%s is read as %s', (text, name) => {
  const region = parseRegion(text);
  expect(region && regionInFull(region)).toBe(name);
});

test.each(['중구', '', '평양', '부산'])('%j is the name of no one 시·군·구', (text) => {
  expect(parseRegion(text)).toBeNull();
});

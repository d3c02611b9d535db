import { describe, expect, test } from 'vitest';
import { readAddress } from '../src/address.ts';
import { regionNames } from '../src/region-names.ts';
import { regionsBegunBy, regionsNamedIn } from '../src/region-search.ts';

const found = (typed: string): readonly string[] => regionsBegunBy(typed).map(({ text }) => text);

describe('a search for a region', () => {
  test.each([
    ['마포', ['서울 마포구']],
    ['서울 마', ['서울 마포구', '서울 강서구']],
    ['서울특별시 마포', ['서울 마포구']],
    ['mapo', ['서울 마포구']],
    ['Mapo-g', ['서울 마포구']],
    ['분당', ['경기 성남시 분당구']],
    ['세종', ['세종시']],
    ['판교', ['경기 성남시']],
    ['위례', ['서울 송파구', '경기 성남시', '경기 하남시']],
    ['강서', ['서울 강서구', '부산 강서구']],
    ['고성', ['강원 고성군', '경남 고성군']],
    ['화곡동', []],
    ['달나라', []],
  ])('%s', (typed, texts) => {
    expect(found(typed)).toEqual(texts);
  });

  test('a name that several regions have finds them all', () => {
    expect(found('중구')).toEqual([
      '서울 중구',
      '부산 중구',
      '대구 중구',
      '대전 중구',
      '울산 중구',
      '인천 제물포구',
      '인천 영종구',
    ]);
  });

  test('an address finds the region that it names', () => {
    expect(regionsNamedIn('경기 안양시 동안구 관악대로 236').map(({ text }) => text)).toEqual([
      '경기 안양시',
    ]);
    expect(regionsNamedIn('강서구 대저동').map(({ text }) => text)).toEqual(['서울 강서구', '부산 강서구']);
  });

  test('every hit is an address that means one region', () => {
    for (const { full } of regionNames)
      for (const { text, region } of regionsBegunBy(full))
        expect([text, readAddress(text).map((meant) => meant.region)]).toEqual([text, [region]]);
  });
});

import { describe, expect, test } from 'vitest';
import { hasStreet, queryOf } from '../src/places/address-query.ts';

describe('the query for a typed address', () => {
  test.each([
    ['서울 마포구 월드컵북로 400', '서울 마포구 월드컵북로 400'],
    ['(03925) 서울 마포구 월드컵북로 400', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 101동 1203호', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400, 101동1203호', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 제101동 제1203호', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 가동 203호', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 B동 B101호', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 지하 1층', '서울 마포구 월드컵북로 400'],
    ['서울 마포구 월드컵북로 400 12층', '서울 마포구 월드컵북로 400'],
    ['부산 강서구 대저1동 2314-11', '부산 강서구 대저1동 2314-11'],
    ['서울 성동구 성수동2가 277', '서울 성동구 성수동2가 277'],
    ['서울 종로구 종로 1', '서울 종로구 종로 1'],
    ['마포ㄱ', '마포'],
    ['마', null],
    ['마ㅍ', null],
    ['101동 1203호', null],
    ['', null],
    ['가'.repeat(201), null],
    ['마포\u0000구', null],
  ])('%s', (typed, query) => {
    expect(queryOf(typed)).toBe(query);
  });
});

describe('whether an address names a 동 or a street', () => {
  test.each([
    '강서구 대저동',
    '월드컵북로 400',
    '마포구 상암동 1605',
    '종로 1가',
    '성남시 분당구 판교로25번길 6',
    '포곡읍 전대리',
    'World Cup buk-ro 400',
    '400, Worldcupbuk-ro, Mapo-gu, Seoul',
  ])('%s does', (address) => {
    expect(hasStreet(address)).toBe(true);
  });

  test.each(['중구', '구로', '종로', '강동', '안동', '서울 마포구', '분당', 'mapo', '달나라'])(
    '%s does not',
    (address) => {
      expect(hasStreet(address)).toBe(false);
    },
  );
});

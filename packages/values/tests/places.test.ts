import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regionNames } from '../src/region-names.ts';
import { regions } from '../src/regions.ts';
import { districtPlace, labelOf, locate, type Place, type PlaceInput, regionOf } from '../src/places.ts';

/** The place that was found; null for any other answer. */
function placeAt(input: PlaceInput): Place | null {
  const located = locate(input);
  return located.status === 'FOUND' ? located.place : null;
}

test.each([
  'mapo',
  'Mapo-gu',
  '마포',
  '마포구',
  '서울 마포구',
  '서울특별시 마포구 월드컵북로 400',
  '서울시 마포 성산동',
  'Seoul Mapo-gu',
  'Ｍａｐｏ-ｇｕ',
  '서울\u3000마포구',
  '\u202d마포구\u202c 성산동',
  '마포구'.normalize('NFD'),
])('an address names its district as people write it: %s', (address) => {
  expect(placeAt({ address })).toMatchObject({
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  });
});

test('an address is kept as a reader sees it', () => {
  expect(placeAt({ address: ' 서울\u00a0마포구  월드컵로\u200b 1\u20132 '.normalize('NFD') })?.address).toBe(
    '서울 마포구 월드컵로 1-2',
  );
});

test('every region of Korea is found by its name with its 시·도, at its office', () => {
  for (const { sido, name, latitude, longitude } of regions) {
    const address = `${sido} ${name}`;
    expect(placeAt({ address })).toEqual({ address, district: name, latitude, longitude });
  }
});

test.each([
  '',
  '   ',
  'nowhere',
  '서울',
  '부산 해변로',
  'x'.repeat(10_240),
  '마포구\u0000',
  '마포구\ud800',
  '마포구\u2028서울',
  '\u3164',
])('an address without coordinates and without a known district is refused: %j', (address) => {
  expect(locate({ address })).toEqual({ status: 'UNKNOWN' });
});

test('whatever people type is answered, and each candidate is an address that is found', () => {
  const names = regionNames.flatMap(({ full, short, romanised }) => [full, short ?? full, ...romanised]);
  const sidos = ['서울', '경기도', '광주', '제주', 'Seoul', '전남', '인천광역시', '세종'];
  const part = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom(...sidos),
    fc.constantFrom('역삼동', '12-3', '(03925)', ',', 'KR', '대한민국', '아파트', '운서동', '-', '1로'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const typed = fc.tuple(fc.array(part, { maxLength: 6 }), fc.constantFrom('', ' ', ', '));
  fc.assert(
    fc.property(typed, ([parts, between]) => {
      const located = locate({ address: parts.join(between) });
      if (located.status !== 'AMBIGUOUS') return;
      expect(new Set(located.candidates).size).toBeGreaterThanOrEqual(2);
      for (const address of located.candidates) expect(placeAt({ address }), address).not.toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test('an address that fits several regions is ambiguous without coordinates', () => {
  const candidates = ['서울 강서구', '부산 강서구'];
  expect(locate({ address: '강서구 대저동' })).toEqual({ status: 'AMBIGUOUS', candidates });
  expect(locate({ address: '강서구', latitude: 37.5 })).toEqual({ status: 'UNKNOWN' });
});

test.each([
  ['서울', null, 37.5665, 126.978],
  ['부산', null, 35.1796, 129.0756],
  ['가덕도', '강서구', 35.02, 128.83],
  ['포항 호미곶', '포항시', 36.077, 129.567],
  ['고성 (강원)', '고성군', 38.38, 128.47],
  ['고성 명파리', '고성군', 38.577, 128.39],
  ['철원', '철원군', 38.25, 127.22],
  ['파주', '파주시', 37.76, 126.78],
  ['파주 대성동', '파주시', 37.9415, 126.677],
  ['강화 교동도', '강화군', 37.78, 126.28],
  ['송도', '연수구', 37.4, 126.62],
  ['인천공항', null, 37.46, 126.44],
  ['백령도', '옹진군', 37.97, 124.72],
  ['대청도', '옹진군', 37.83, 124.7],
  ['연평도', '옹진군', 37.667, 125.7],
  ['덕적도', '옹진군', 37.23, 126.14],
  ['어청도', null, 36.117, 125.985],
  ['새만금', null, 35.8, 126.52],
  ['위도', '부안군', 35.6, 126.28],
  ['신안 압해도', '신안군', 34.87, 126.3],
  ['홍도', '신안군', 34.69, 125.19],
  ['흑산도', '신안군', 34.68, 125.43],
  ['가거도', null, 34.06, 125.12],
  ['진도', '진도군', 34.48, 126.26],
  ['보길도', '완도군', 34.15, 126.55],
  ['추자도', '제주시', 33.96, 126.3],
  ['여수 거문도', '여수시', 34.03, 127.31],
  ['거제도', '거제시', 34.88, 128.62],
  ['제주', '제주시', 33.4996, 126.5312],
  ['우도', '제주시', 33.5, 126.95],
  ['마라도', '서귀포시', 33.12, 126.27],
  ['울릉도', '울릉군', 37.48, 130.9],
  ['독도', '울릉군', 37.2413, 131.8669],
])('%s is in Korea', (address, district, latitude, longitude) => {
  expect(placeAt({ address, latitude, longitude })).toEqual({ address, district, latitude, longitude });
});

test.each([
  ['후쿠오카', 33.59, 130.4],
  ['쓰시마', 34.2, 129.29],
  ['쓰시마 북쪽', 34.69, 129.44],
  ['개성', 37.97, 126.55],
  ['해주', 38.04, 125.71],
  ['연안', 37.9, 126.16],
  ['평강', 38.4, 127.28],
  ['금강산', 38.66, 128.1],
  ['평양', 39.02, 125.75],
  ['서해', 36, 125],
  ['동해', 36.5, 130.5],
  ['울릉도와 독도 사이', 37.4, 131.4],
  ['남해', 33.75, 127.5],
  ['대한해협', 34.5, 129.2],
  ['산둥', 37.4, 122.5],
  ['위도와 경도가 바뀐 서울', 126.978, 37.5665],
])('%s is not in Korea', (address, latitude, longitude) => {
  expect(locate({ address, latitude, longitude })).toEqual({ status: 'UNKNOWN' });
});

describe('coordinates of an address that names a district', () => {
  const busan = { latitude: 35.1796, longitude: 129.0756 };
  const gangseo = { latitude: 35.21, longitude: 128.97 };
  const ilsan = { latitude: 37.6584, longitude: 126.7699 };

  test('are kept within 60 km of its office', () => {
    expect(placeAt({ address: '마포구 성산동', ...ilsan })).toMatchObject({ district: '마포구', ...ilsan });
  });

  test.each([
    '마포구',
    '서울 마포구 월드컵로 1',
    'mapo',
    '서울 중구',
    'Seoul Jung-gu',
    '서울 강서구',
    '경기 수원시',
    '분당구',
    '고성군',
    '제주 첨단로 242',
  ])('are refused farther away: %s', (address) => {
    expect(locate({ address, ...busan })).toEqual({ status: 'UNKNOWN' });
  });

  test.each([
    ['옹진군 백령면', 37.97, 124.72, busan],
    ['전남 신안군 흑산면', 34.06, 125.12, ilsan],
    ['여수시 삼산면', 34.03, 127.31, ilsan],
    ['울릉군 독도', 37.2413, 131.8669, ilsan],
  ])('may be 200 km away where there are islands: %s', (address, latitude, longitude, farther) => {
    expect(placeAt({ address, latitude, longitude })?.district).toBe(address.match(/\S+[시군]/)?.[0]);
    expect(locate({ address, ...farther })).toEqual({ status: 'UNKNOWN' });
  });

  test.each([
    ['중구 중앙대로 1', busan, '중구', '부산광역시'],
    ['강서구 대저동', gangseo, '강서구', '부산광역시'],
    ['강서구 대저동', ilsan, '강서구', '서울특별시'],
    ['부산 중구', busan, '중구', '부산광역시'],
    ['고성군', { latitude: 38.38, longitude: 128.47 }, '고성군', '강원특별자치도'],
    ['고성군', { latitude: 34.97, longitude: 128.32 }, '고성군', '경상남도'],
    ['인천 중구', { latitude: 37.46, longitude: 126.44 }, '영종구', '인천광역시'],
    ['인천 서구 서곶로 1', { latitude: 37.55, longitude: 126.68 }, '서해구', '인천광역시'],
    ['남구', { latitude: 35.99, longitude: 129.4 }, '포항시', '경상북도'],
  ])('decide between regions of one name: %s at %o', (address, position, sigungu, sido) => {
    const place = placeAt({ address, ...position });
    expect(place).toEqual({ address, district: sigungu, ...position });
    expect(place && regionOf(place)).toEqual({ sido, sigungu });
  });

  test('are refused nearer to another region of the name', () => {
    // 울산, 45 km from 부산 중구.
    const ulsan = { latitude: 35.5, longitude: 129.2 };
    expect(locate({ address: '부산 중구', ...ulsan })).toEqual({ status: 'UNKNOWN' });
    expect(placeAt({ address: '부산 기장군', ...ulsan })?.district).toBe('기장군');
  });

  test('leave the district open when the address names the 시·도 only', () => {
    const place = placeAt({ address: '광주 상무대로 1', latitude: 35.15, longitude: 126.85 });
    expect(place?.district).toBeNull();
    expect(placeAt({ address: '광주 경안동', latitude: 37.41, longitude: 127.25 })?.district).toBe('광주시');
  });
});

test.each([
  ['마포구', { sido: '서울특별시', sigungu: '마포구' }, '마포구'],
  ['경기 안양시 동안구 관악대로 236', { sido: '경기도', sigungu: '안양시' }, '경기 안양시'],
  ['전라남도 순천시', { sido: '전남광주통합특별시', sigungu: '순천시' }, '전남광주 순천시'],
  ['세종 한누리대로 2130', { sido: '세종특별자치시', sigungu: null }, '세종시'],
])('%s has its 시·도 and its 시·군·구', (address, region, label) => {
  const place = placeAt({ address });
  expect(place && regionOf(place)).toEqual(region);
  expect(place && labelOf(place)).toBe(label);
});

const at = (latitude: number, longitude: number) => ({ latitude, longitude });

test.each([
  ['마포구 성산동 1-2', at(37.5665, 126.91), '마포구', '마포구', at(37.5663, 126.9019)],
  ['부산 중구 중앙대로 1', at(35.11, 129.04), '부산 중구', '중구', at(35.1063, 129.0324)],
  ['경기 수원시 영통구', at(37.25, 127.05), '경기 수원시', '수원시', at(37.2636, 127.0286)],
])('a place is shown to strangers as its district: %s', (address, position, name, district, office) => {
  const place = placeAt({ address, ...position });
  const shown = { address: name, district, ...office };
  expect(place && districtPlace(place)).toEqual(shown);
  expect(districtPlace(shown)).toEqual(shown);
});

test('a place without a district has no region and no label', () => {
  const place = { district: null, latitude: 37.5, longitude: 127 };
  expect(districtPlace(place)).toBeNull();
  expect(labelOf(place)).toBeNull();
  expect(regionOf(place)).toEqual({ sido: null, sigungu: null });
});

test('any address in Korea is accepted with coordinates', () => {
  const home = { address: '마린시티 101동 1502호', latitude: 35.156, longitude: 129.145 };
  expect(placeAt(home)).toEqual({ ...home, district: null });
});

test.each([
  { latitude: 37.5, longitude: null },
  { latitude: null, longitude: 127 },
  { latitude: 35.68, longitude: 139.69 },
  { latitude: 91, longitude: 127 },
  { latitude: Number.NaN, longitude: 127 },
])('coordinates that are incomplete, invalid or outside of Korea are refused: %o', (coordinates) => {
  expect(locate({ address: '마포구', ...coordinates })).toEqual({ status: 'UNKNOWN' });
});

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readAddress } from '../src/address.ts';
import { textOf, regionNames, type RegionName } from '../src/region-names.ts';
import { regions } from '../src/regions.ts';
import { sidoNames } from '../src/regions/sido-names.ts';
import { sidos } from '../src/regions/sido.ts';
import { parseLine } from '../src/text.ts';

const textsIn = (address: string): readonly string[] =>
  readAddress(parseLine(address, 200) ?? '').map(({ text }) => text);
/** The regions that an address can mean, as 서울 마포구. */
const namedIn = (address: string): readonly string[] =>
  readAddress(parseLine(address, 200) ?? '').map(({ region }) => textOf(region));

describe('an address names its 시·군·구', () => {
  test.each([
    // As people paste it.
    ['(03925) 서울 마포구 월드컵북로 400', '서울 마포구'],
    ['03925 서울특별시 마포구 월드컵북로 400', '서울 마포구'],
    ['우) 03925 서울 마포구', '서울 마포구'],
    ['우편번호: 03925 서울 마포구', '서울 마포구'],
    ['[121-270] 서울 마포구 상암동', '서울 마포구'],
    ['(우 03925)서울시 마포구 상암동', '서울 마포구'],
    ['서울 마포구 월드컵북로 400 (상암동), 03925', '서울 마포구'],
    ['대한민국 서울특별시 마포구 월드컵북로 400', '서울 마포구'],
    ['대한민국서울특별시마포구상암동', '서울 마포구'],
    ['(03925) 대한민국 서울 마포구', '서울 마포구'],
    ['한국 서울 마포구', '서울 마포구'],
    ['주소: 서울 마포구 월드컵북로 400', '서울 마포구'],
    ['도로명주소 : (03925) 대한민국 서울 마포구', '서울 마포구'],
    ['지번 서울 마포구 상암동 1605', '서울 마포구'],
    ['서울/마포구', '서울 마포구'],
    ['서울 특별시 마포구 상암동', '서울 마포구'],
    ['부산 진구 부전동', '부산 부산진구'],
    ['부산진구', '부산 부산진구'],
    ['진구', '부산 부산진구'],
    // Run together.
    ['서울마포구 상암동', '서울 마포구'],
    ['서울시마포구상암동', '서울 마포구'],
    ['서울마포', '서울 마포구'],
    ['마포구상암동 1605', '서울 마포구'],
    ['경기도성남시분당구정자동', '경기 성남시'],
    ['성남시분당구', '경기 성남시'],
    ['수원시영통구 매탄동', '경기 수원시'],
    ['부산해운대구우동', '부산 해운대구'],
    ['광주광산구', '전남광주 광산구'],
    ['광주시광산구', '전남광주 광산구'],
    ['전남광주북구', '전남광주 북구'],
    ['경남고성', '경남 고성군'],
    ['세종특별자치시한누리대로 2130', '세종시'],
    // Romanised, and in Latin order.
    ['400, World Cup buk-ro, Mapo-gu, Seoul', '서울 마포구'],
    ['400, World Cup buk-ro, Mapo-gu, Seoul, 03925, Republic of Korea', '서울 마포구'],
    ['400 World Cup buk-ro Mapo-gu Seoul South Korea', '서울 마포구'],
    ['235 Sangam dong, Mapo gu, Seoul Special City', '서울 마포구'],
    ['SEOUL MAPO-GU', '서울 마포구'],
    ['1605 Sangam-dong, Mapo-gu, Seoul, KR', '서울 마포구'],
    ['236, Gwanak-daero, Dongan-gu, Anyang-si, Gyeonggi-do', '경기 안양시'],
    ['12, Buk-gu, Pohang-si', '경북 포항시'],
    ['Seo-gu, Gwangju', '전남광주 서구'],
    ['110, Sejong-daero, Jung-gu, Seoul', '서울 중구'],
    ['mapogu', '서울 마포구'],
    ['12 Gangnam-daero, Seocho-gu, Seoul', '서울 서초구'],
    ['Gangnam-daero 12, Seocho-gu, Seoul', '서울 서초구'],
    ['100, Jungang-daero, Jung-gu, Busan', '부산 중구'],
    ['Jung-gu, Daegu Metropolitan City', '대구 중구'],
    ['Yeongtong-gu, Suwon-si, Gyeonggi-do', '경기 수원시'],
    ['Bundang-gu, Seongnam-si', '경기 성남시'],
    ['Gwangju-si, Gyeonggi Province', '경기 광주시'],
    ['Goseong-gun, Gangwon-do', '강원 고성군'],
    ['Jeonju, North Jeolla Province', '전북 전주시'],
    ['Sejong Special Self-Governing City', '세종시'],
    ['월드컵북로 400, 마포구, 서울', '서울 마포구'],
    // Full width, and Hangul in single letters.
    ['Ｍａｐｏ－ｇｕ', '서울 마포구'],
    ['서울\u3000마포구\u3000월드컵북로\u3000４００', '서울 마포구'],
    ['서울특별시 마포구 월드컵북로 400'.normalize('NFD'), '서울 마포구'],
    // The first 시·군·구 after the 시·도 counts.
    ['경기 안양시 동안구 관악대로 236', '경기 안양시'],
    ['경기 관악대로 236, 안양시 동안구', '경기 안양시'],
    ['경기 구리시 동구릉로 197', '경기 구리시'],
    ['서울 구로구 남부순환로 1', '서울 구로구'],
    ['대구 중구 달구벌대로 1', '대구 중구'],
    // 일반구, alone too.
    ['분당구', '경기 성남시'],
    ['분당 정자동', '경기 성남시'],
    ['분당', '경기 성남시'],
    ['영통구 광교로 1', '경기 수원시'],
    ['동안구', '경기 안양시'],
    ['일산동구', '경기 고양시'],
    ['일산', '경기 고양시'],
    ['동탄구', '경기 화성시'],
    ['경기 화성시 만세구 남양읍', '경기 화성시'],
    ['경북 남구', '경북 포항시'],
    ['포항시 남구', '경북 포항시'],
    // 세종 has no 시·군·구.
    ['세종', '세종시'],
    ['세종시 보람동', '세종시'],
    ['세종특별자치시 한누리대로 2130', '세종시'],
    ['세종 조치원읍', '세종시'],
    // Names of 시·도 that changed.
    ['광주광역시 북구 용봉동', '전남광주 북구'],
    ['광주 북구', '전남광주 북구'],
    ['광주시 북구', '전남광주 북구'],
    ['전라남도 여수시 거문도', '전남광주 여수시'],
    ['전남 목포시', '전남광주 목포시'],
    ['전남광주통합특별시 광산구', '전남광주 광산구'],
    ['강원도 춘천시', '강원 춘천시'],
    ['전라북도 전주시 완산구', '전북 전주시'],
    ['제주도 서귀포시', '제주 서귀포시'],
    // Names of 시·군·구 that changed.
    ['인천 동구 송림동', '인천 제물포구'],
    ['인천광역시 동구', '인천 제물포구'],
    ['인천 남구 주안동', '인천 미추홀구'],
    ['경북 군위군', '대구 군위군'],
    ['대구 군위군', '대구 군위군'],
    ['충북 청원군 오창읍', '충북 청주시'],
    ['경남 마산시', '경남 창원시'],
    ['마산합포구', '경남 창원시'],
    ['진해', '경남 창원시'],
    ['충남 연기군', '세종시'],
    ['북제주군 애월읍', '제주 제주시'],
    // What became several, with a 동 that decides.
    ['인천 중구 운서동 2801', '인천 영종구'],
    ['인천중구 을왕동', '인천 영종구'],
    ['인천 중구 신포동', '인천 제물포구'],
    ['인천광역시 중구 중앙동1가 1', '인천 제물포구'],
    ['인천 서구 청라동 1', '인천 서해구'],
    ['인천서구청라동', '인천 서해구'],
    ['인천 서구 불로동', '인천 검단구'],
    ['인천 서구 심곡로 100 (심곡동)', '인천 서해구'],
    // A 시·도 decides, also behind the name.
    ['부산 강서구 대저동', '부산 강서구'],
    ['강서구 (부산)', '부산 강서구'],
    ['고성군 (강원)', '강원 고성군'],
    ['경남 고성군', '경남 고성군'],
    ['광주 (경기)', '경기 광주시'],
    ['경기 광주시', '경기 광주시'],
    ['광주시 오포읍', '경기 광주시'],
    ['제주시 첨단로 242', '제주 제주시'],
  ])('%s', (address, region) => {
    expect(namedIn(address)).toEqual([region]);
  });
});

describe('an address that fits several gets what each of them is called', () => {
  test.each([
    ['강서구', ['서울 강서구', '부산 강서구']],
    ['강서구 대저동', ['서울 강서구', '부산 강서구']],
    ['gangseo', ['서울 강서구', '부산 강서구']],
    ['고성군', ['강원 고성군', '경남 고성군']],
    ['고성', ['강원 고성군', '경남 고성군']],
    [
      '중구',
      ['서울 중구', '부산 중구', '대구 중구', '대전 중구', '울산 중구', '인천 제물포구', '인천 영종구'],
    ],
    ['북구', ['부산 북구', '대구 북구', '울산 북구', '전남광주 북구', '경북 포항시 북구']],
    ['인천 중구', ['인천 제물포구', '인천 영종구']],
    ['인천 서구', ['인천 서해구', '인천 검단구']],
    ['인천 서구 서곶로 307', ['인천 서해구', '인천 검단구']],
    ['인천 서구 백석동', ['인천 서해구', '인천 검단구']],
    [
      '광주',
      ['경기 광주시', '전남광주 동구', '전남광주 서구', '전남광주 남구', '전남광주 북구', '전남광주 광산구'],
    ],
    ['제주 첨단로 242', ['제주 제주시', '제주 서귀포시']],
  ])('%s', (address, texts) => {
    expect(textsIn(address)).toEqual(texts);
    for (const text of texts) expect(namedIn(text)).toHaveLength(1);
  });
});

test.each([
  'nowhere',
  '서울',
  '경기도',
  '대한민국',
  '03925',
  '세종대로 110',
  '인천공항',
  '중구난방',
  '서구식 주택',
  '성산 시영아파트',
  '보성 아파트',
  '상록 어린이집',
  '남구로역',
  '강남대로 12',
  '김포공항',
  '주소',
  '마린시티 101동',
  '서울 성남시',
  '부산 마포구',
])('%s names none', (address) => {
  expect(textsIn(address)).toEqual([]);
});

describe('every name in every written form', () => {
  const name = fc.constantFrom(...regionNames);
  const goesOn = fc.constantFrom('', ' 12', ' 중앙로 1', ' 101호');
  const asGiven = (text: string): string => text;
  const form = fc.constantFrom(
    asGiven,
    (text: string) => text.normalize('NFD'),
    (text: string) => text.replaceAll(' ', '\u3000'),
    (text: string) => `(03925) ${text}`,
    (text: string) => `대한민국 ${text}`,
  );
  const meaning = (names: readonly RegionName[]): string[] =>
    [...new Set(names.flatMap(({ options }) => options.map(({ region }) => textOf(region))))].toSorted();
  const fullNames = (one: RegionName): RegionName[] =>
    regionNames.filter(({ full, sido }) => full === one.full && sido === one.sido);

  test('with its 시·도, it means what the tables say', () => {
    fc.assert(
      fc.property(name, goesOn, form, fc.nat(), fc.boolean(), (one, rest, write, nth, isRunTogether) => {
        const { name: official, short } = sidos.find((sido) => sido.short === one.sido) ?? sidos[0];
        const hangul = [official, short, ...sidoNames[short]].filter((written) => /^[가-힣]+$/.test(written));
        const sido = hangul[nth % hangul.length] ?? short;
        const address = write(`${sido}${isRunTogether ? '' : ' '}${one.full}${rest}`);
        expect(namedIn(address).toSorted(), address).toEqual(meaning(fullNames(one)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('without its 시·도, it means all that have the name', () => {
    fc.assert(
      fc.property(name, goesOn, form, (one, rest, write) => {
        const address = write(`${one.full}${rest}`);
        const same = regionNames.filter(({ full }) => full === one.full);
        expect(namedIn(address).toSorted(), address).toEqual(meaning(same));
      }),
      { numRuns: 1_000 },
    );
  });

  test('romanised in Latin order with its 시·도, it means what the tables say', () => {
    const ending: Record<string, string> = { 구: 'gu', 시: 'si', 군: 'gun' };
    fc.assert(
      fc.property(fc.constantFrom(...regions), fc.nat(), fc.boolean(), (region, nth, hasCommas) => {
        const latin = sidoNames[region.sido].filter((written) => /^[a-z-]+$/.test(written));
        const sido = latin[nth % latin.length] ?? '';
        const own = `${region.roman}-${ending[region.name.slice(-1)]}`;
        const address = ['12 Jungang-ro', own, sido].join(hasCommas ? ', ' : ' ');
        const withIt = regionNames.filter(
          ({ sido: other, romanised }) => other === region.sido && romanised.includes(own),
        );
        expect(namedIn(address).toSorted(), address).toEqual(meaning(withIt));
      }),
      { numRuns: 1_000 },
    );
  });
});

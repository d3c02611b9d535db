import type { SidoShort } from './sido.ts';

/** The 구 of one 시: their names, and their romanised names without -gu. */
interface DividedCity {
  readonly sido: SidoShort;
  readonly city: string;
  readonly gu: readonly (readonly [name: string, roman: string])[];
}

/** The 39 일반구: 구 that belong to a 시 and are no 시·군·구 of their own. 화성시 has its four since February 2026. */
export const dividedCities: readonly DividedCity[] = [
  {
    sido: '경기',
    city: '수원시',
    gu: [
      ['장안구', 'jangan'],
      ['권선구', 'gwonseon'],
      ['팔달구', 'paldal'],
      ['영통구', 'yeongtong'],
    ],
  },
  {
    sido: '경기',
    city: '성남시',
    gu: [
      ['수정구', 'sujeong'],
      ['중원구', 'jungwon'],
      ['분당구', 'bundang'],
    ],
  },
  {
    sido: '경기',
    city: '안양시',
    gu: [
      ['만안구', 'manan'],
      ['동안구', 'dongan'],
    ],
  },
  {
    sido: '경기',
    city: '부천시',
    gu: [
      ['원미구', 'wonmi'],
      ['소사구', 'sosa'],
      ['오정구', 'ojeong'],
    ],
  },
  {
    sido: '경기',
    city: '안산시',
    gu: [
      ['상록구', 'sangnok'],
      ['단원구', 'danwon'],
    ],
  },
  {
    sido: '경기',
    city: '고양시',
    gu: [
      ['덕양구', 'deogyang'],
      ['일산동구', 'ilsandong'],
      ['일산서구', 'ilsanseo'],
    ],
  },
  {
    sido: '경기',
    city: '용인시',
    gu: [
      ['처인구', 'cheoin'],
      ['기흥구', 'giheung'],
      ['수지구', 'suji'],
    ],
  },
  {
    sido: '경기',
    city: '화성시',
    gu: [
      ['만세구', 'manse'],
      ['효행구', 'hyohaeng'],
      ['병점구', 'byeongjeom'],
      ['동탄구', 'dongtan'],
    ],
  },
  {
    sido: '충북',
    city: '청주시',
    gu: [
      ['상당구', 'sangdang'],
      ['서원구', 'seowon'],
      ['흥덕구', 'heungdeok'],
      ['청원구', 'cheongwon'],
    ],
  },
  {
    sido: '충남',
    city: '천안시',
    gu: [
      ['동남구', 'dongnam'],
      ['서북구', 'seobuk'],
    ],
  },
  {
    sido: '전북',
    city: '전주시',
    gu: [
      ['완산구', 'wansan'],
      ['덕진구', 'deokjin'],
    ],
  },
  {
    sido: '경북',
    city: '포항시',
    gu: [
      ['남구', 'nam'],
      ['북구', 'buk'],
    ],
  },
  {
    sido: '경남',
    city: '창원시',
    gu: [
      ['의창구', 'uichang'],
      ['성산구', 'seongsan'],
      ['마산합포구', 'masanhappo'],
      ['마산회원구', 'masanhoewon'],
      ['진해구', 'jinhae'],
    ],
  },
];

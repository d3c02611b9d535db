import type { SidoShort } from './sido.ts';

/** A name that people go on writing for what has another name today. */
interface FormerName {
  /** The 시·도 that they write before it, by its name today. */
  readonly sido: SidoShort;
  readonly name: string;
  /** Without -gu, -si or -gun. */
  readonly roman: string;
  /** What it is today. Of several, the 동 that an address names tells which. */
  readonly now: readonly Successor[];
}

interface Successor {
  readonly sido: SidoShort;
  readonly name: string;
  /** How the names of its 동 begin. */
  readonly dongs?: readonly string[];
}

const words = (line: string): string[] => line.split(' ');

/** 제물포구, the part of 인천 중구 on the mainland, with all of 인천 동구. */
const jemulpo = {
  sido: '인천',
  name: '제물포구',
  dongs: [
    '중앙동 해안동 관동 항동 송학동 사동 신생동 신포동 답동 신흥동 선화동 유동 율목동 도원동 내동 경동 용동 인현동',
    '전동 북성동 선린동 송월동 연안동 개항동 동인천동',
  ].flatMap(words),
} as const satisfies Successor;

/** 영종구, the islands of 인천 중구. */
const yeongjong = {
  sido: '인천',
  name: '영종구',
  dongs: ['중산동 운남동 운서동 운북동 을왕동 남북동 덕교동 무의동 용유동 영종동 영종1동 영종2동'].flatMap(
    words,
  ),
} as const satisfies Successor;

/** 서해구, the south of 인천 서구. 백석동 and 시천동 lie on both sides of the boundary and do not decide. */
const seohae = {
  sido: '인천',
  name: '서해구',
  dongs: [
    '검암동 경서동 검암경서동 공촌동 연희동 심곡동 가정동 신현동 신현원창동 원창동 석남동 석남1동 석남2동 석남3동 가좌동 가좌1동 가좌2동 가좌3동',
    '가좌4동 가정1동 가정2동 가정3동 청라동 청라1동 청라2동 청라3동',
  ].flatMap(words),
} as const satisfies Successor;

/** 검단구, the north of 인천 서구. */
const geomdan = {
  sido: '인천',
  name: '검단구',
  dongs: [
    '검단동 불로동 대곡동 불로대곡동 원당동 당하동 마전동 금곡동 왕길동 오류동 오류왕길동 아라동',
  ].flatMap(words),
} as const satisfies Successor;

/** Names of 시·군·구, and of the 구 of a 시, that changed since 2001; and 진구, as people in 부산 call 부산진구. */
export const formerNames: readonly FormerName[] = [
  { sido: '인천', name: '중구', roman: 'jung', now: [jemulpo, yeongjong] },
  { sido: '인천', name: '동구', roman: 'dong', now: [{ sido: '인천', name: '제물포구' }] },
  { sido: '인천', name: '서구', roman: 'seo', now: [seohae, geomdan] },
  { sido: '인천', name: '남구', roman: 'nam', now: [{ sido: '인천', name: '미추홀구' }] },
  { sido: '부산', name: '진구', roman: 'jin', now: [{ sido: '부산', name: '부산진구' }] },
  { sido: '경북', name: '군위군', roman: 'gunwi', now: [{ sido: '대구', name: '군위군' }] },
  { sido: '경기', name: '일산구', roman: 'ilsan', now: [{ sido: '경기', name: '고양시' }] },
  { sido: '경기', name: '화성군', roman: 'hwaseong', now: [{ sido: '경기', name: '화성시' }] },
  { sido: '경기', name: '광주군', roman: 'gwangju', now: [{ sido: '경기', name: '광주시' }] },
  { sido: '경기', name: '양주군', roman: 'yangju', now: [{ sido: '경기', name: '양주시' }] },
  { sido: '경기', name: '포천군', roman: 'pocheon', now: [{ sido: '경기', name: '포천시' }] },
  { sido: '경기', name: '여주군', roman: 'yeoju', now: [{ sido: '경기', name: '여주시' }] },
  { sido: '충북', name: '청원군', roman: 'cheongwon', now: [{ sido: '충북', name: '청주시' }] },
  { sido: '충남', name: '당진군', roman: 'dangjin', now: [{ sido: '충남', name: '당진시' }] },
  { sido: '충남', name: '연기군', roman: 'yeongi', now: [{ sido: '세종', name: '세종시' }] },
  { sido: '경남', name: '마산시', roman: 'masan', now: [{ sido: '경남', name: '창원시' }] },
  { sido: '경남', name: '진해시', roman: 'jinhae', now: [{ sido: '경남', name: '창원시' }] },
  { sido: '제주', name: '북제주군', roman: 'bukjeju', now: [{ sido: '제주', name: '제주시' }] },
  { sido: '제주', name: '남제주군', roman: 'namjeju', now: [{ sido: '제주', name: '서귀포시' }] },
];

import type { SidoShort } from './sido.ts';

/** A name that people write in place of a 시·군·구: of a new town, or of an island. */
interface EverydayName {
  /** The 시·도 that people write before it. */
  readonly sido: SidoShort;
  /** As 판교 or 백령도. */
  readonly name: string;
  /** Whether 신도시 can follow, as in 판교신도시. Such a name without it begins other names as well. */
  readonly isNewTown: boolean;
  /** The 시·군·구 in which it lies; several for a town across a boundary. */
  readonly regions: readonly string[];
}

/** What a line says: a name, then the 시·군·구 in which it lies. */
type Line = readonly [name: string, ...regions: string[]];

const newTowns: Readonly<Partial<Record<SidoShort, readonly Line[]>>> = {
  서울: [
    ['여의도', '영등포구'],
    ['잠실', '송파구'],
    ['위례', '송파구'],
    ['마곡', '강서구'],
    ['상암', '마포구'],
    ['개포', '강남구'],
    ['뚝섬', '성동구'],
  ],
  경기: [
    ['일산', '고양시'],
    ['판교', '성남시'],
    ['위례', '성남시', '하남시'],
    ['평촌', '안양시'],
    ['산본', '군포시'],
    ['광교', '수원시', '용인시'],
    ['호매실', '수원시'],
    ['운정', '파주시'],
    ['다산', '남양주시'],
    ['별내', '남양주시'],
    ['미사', '하남시'],
    ['감일', '하남시'],
    ['옥정', '양주시'],
    ['배곧', '시흥시'],
    ['고덕국제신도시', '평택시'],
    ['동백', '용인시'],
    ['한강신도시', '김포시'],
  ],
  인천: [
    ['송도', '연수구'],
    ['송도국제도시', '연수구'],
    ['청라', '서해구'],
    ['청라국제도시', '서해구'],
    ['영종국제도시', '영종구'],
  ],
  부산: [
    ['센텀시티', '해운대구'],
    ['명지국제신도시', '강서구'],
    ['정관', '기장군'],
  ],
  대구: [['수성알파시티', '수성구']],
  대전: [
    ['둔산', '서구'],
    ['도안', '서구', '유성구'],
  ],
  충남: [
    ['내포', '홍성군', '예산군'],
    ['불당', '천안시'],
  ],
  충북: [
    ['오송', '청주시'],
    ['오창', '청주시'],
  ],
  전남광주: [
    ['상무', '서구'],
    ['첨단', '광산구'],
    ['남악', '무안군'],
  ],
  전북: [['에코시티', '전주시']],
  경남: [['장유', '김해시']],
};

const islands: Readonly<Partial<Record<SidoShort, readonly Line[]>>> = {
  인천: [
    ['강화도', '강화군'],
    ['석모도', '강화군'],
    ['교동도', '강화군'],
    ['영종도', '영종구'],
    ['용유도', '영종구'],
    ['무의도', '영종구'],
    ['월미도', '제물포구'],
    ['백령도', '옹진군'],
    ['대청도', '옹진군'],
    ['연평도', '옹진군'],
    ['덕적도', '옹진군'],
    ['영흥도', '옹진군'],
  ],
  경기: [
    ['대부도', '안산시'],
    ['제부도', '화성시'],
  ],
  충남: [['안면도', '태안군']],
  전북: [
    ['위도', '부안군'],
    ['선유도', '군산시'],
  ],
  전남광주: [
    ['흑산도', '신안군'],
    ['홍도', '신안군'],
    ['증도', '신안군'],
    ['암태도', '신안군'],
    ['거문도', '여수시'],
    ['돌산도', '여수시'],
    ['금오도', '여수시'],
    ['청산도', '완도군'],
    ['보길도', '완도군'],
    ['노화도', '완도군'],
    ['소록도', '고흥군'],
    ['거금도', '고흥군'],
  ],
  부산: [['가덕도', '강서구']],
  경북: [
    ['울릉도', '울릉군'],
    ['독도', '울릉군'],
  ],
  경남: [
    ['거제도', '거제시'],
    ['남해도', '남해군'],
    ['욕지도', '통영시'],
    ['한산도', '통영시'],
    ['사량도', '통영시'],
  ],
  제주: [
    ['추자도', '제주시'],
    ['우도', '제주시'],
    ['가파도', '서귀포시'],
    ['마라도', '서귀포시'],
  ],
};

const linesOf = (
  table: Readonly<Partial<Record<SidoShort, readonly Line[]>>>,
  isNewTown: boolean,
): readonly EverydayName[] =>
  Object.entries(table).flatMap(([sido, lines]) =>
    lines.map(([name, ...regions]) => ({
      sido: sido as SidoShort,
      name,
      isNewTown: isNewTown && !name.endsWith('도시'),
      regions,
    })),
  );

/** Names of new towns, quarters and islands. A 구 of a 시 that is a new town itself, as 분당구, is not among them. */
export const everydayNames: readonly EverydayName[] = [
  ...linesOf(newTowns, true),
  ...linesOf(islands, false),
];

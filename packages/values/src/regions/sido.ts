/** The 16 provinces and cities with the rank of a province (시·도) as of July 2026: the official name of each, and the short one. */
export const sidos = [
  { name: '서울특별시', short: '서울' },
  { name: '부산광역시', short: '부산' },
  { name: '대구광역시', short: '대구' },
  { name: '인천광역시', short: '인천' },
  { name: '대전광역시', short: '대전' },
  { name: '울산광역시', short: '울산' },
  { name: '세종특별자치시', short: '세종' },
  { name: '경기도', short: '경기' },
  { name: '강원특별자치도', short: '강원' },
  { name: '충청북도', short: '충북' },
  { name: '충청남도', short: '충남' },
  { name: '전북특별자치도', short: '전북' },
  { name: '전남광주통합특별시', short: '전남광주' },
  { name: '경상북도', short: '경북' },
  { name: '경상남도', short: '경남' },
  { name: '제주특별자치도', short: '제주' },
] as const;

/** The short name of a 시·도. It is the key of the other tables. */
export type SidoShort = (typeof sidos)[number]['short'];

export interface District {
  readonly name: string;
  /** Without 구, unless only one syllable would be left. */
  readonly short: string;
  /** The place in the tile grid, from 1. */
  readonly column: number;
  readonly row: number;
}

/**
 * Seoul's 25 gu as tiles, each about where it lies. The map has no scale: it helps to find a gu.
 */
const rows: readonly (readonly string[])[] = [
  ['', '', '', '강북구', '도봉구', '노원구'],
  ['', '은평구', '종로구', '성북구', '동대문구', '중랑구'],
  ['', '서대문구', '중구', '성동구', '광진구', '강동구'],
  ['강서구', '마포구', '용산구', '서초구', '강남구', '송파구'],
  ['양천구', '영등포구', '동작구'],
  ['구로구', '금천구', '관악구'],
];

export const districts: readonly District[] = rows.flatMap((names, row) =>
  names.flatMap((name, column) =>
    name === ''
      ? []
      : [{ name, short: name.length > 2 ? name.slice(0, -1) : name, column: column + 1, row: row + 1 }],
  ),
);

const SEOUL = '서울특별시';

/** The gu of Seoul in which a place lies; null for a place elsewhere. */
export const seoulDistrictOf = ({
  sido,
  district,
}: {
  readonly sido: string | null;
  readonly district: string | null;
}): string | null => (sido === SEOUL ? district : null);

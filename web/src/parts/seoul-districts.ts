import { districtLabel } from '@movecall/values/district-label';

export interface District {
  readonly name: string;
  /** Without 구, unless only one syllable would be left. */
  readonly short: string;
  /** The place in the tile grid, from 1. */
  readonly column: number;
  readonly row: number;
}

/**
 * Seoul's 25 gu as tiles, each about where it lies. The map has no scale: it helps to find a gu, with a thumb or with the
 * arrow keys.
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
/** The address of a gu: 마포구; 서울 중구 where another city has a gu of that name. */
export const addressOf = ({ name }: District): string => districtLabel(SEOUL, name);

/** The gu of Seoul in which a place lies; null for a place elsewhere. */
export const seoulDistrictOf = ({
  sido,
  district,
}: {
  readonly sido: string | null;
  readonly district: string | null;
}): string | null => (sido === SEOUL ? district : null);

/** The address of the gu of Seoul that an address names, as the map writes it; null when it names none. */
export function seoulDistrictIn(address: string): string | null {
  const [, before, name] = /(?:^|(\S+)\s)([가-힣]{1,4}구)(?:\s|$)/.exec(address) ?? [];
  const district = districts.find((one) => one.name === name);
  if (!district) return null;
  if (before === undefined) return addressOf(district) === name ? name : null;
  return /^서울(?:특별시|시)?$/.test(before) ? addressOf(district) : null;
}

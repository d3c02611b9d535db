import '../styles/seoul-map.css';
import { Label, Radio, RadioGroup } from 'react-aria-components';

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

/** The river Han, drawn along the edges of tiles. Decoration only. */
export function Han() {
  return (
    <svg className="han" viewBox="0 0 6 6" preserveAspectRatio="none" aria-hidden="true">
      <path
        d="M0 3H.8Q1 3 1 3.2V3.8Q1 4 1.2 4H2.8Q3 4 3 3.8V3.2Q3 3 3.2 3H4.8Q5 3 5 2.8V2.2Q5 2 5.2 2H6"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The map as a choice of one gu. */
export function SeoulMap({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  /** The gu's Korean name; null while none is chosen. */
  readonly value: string | null;
  readonly onChange: (district: string) => void;
}) {
  return (
    <RadioGroup className="seoul" value={value} onChange={onChange}>
      <Label className="label">{label}</Label>
      <div className="tiles">
        <Han />
        {districts.map(({ name, short, column, row }) => (
          <Radio key={name} value={name} style={{ gridColumn: column, gridRow: row }}>
            {short}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

import { Label, Radio, RadioGroup } from 'react-aria-components';

export interface District {
  readonly name: string;
  /** Without its 구, where something is left then. */
  readonly short: string;
  /** Of the tile grid, from 1. */
  readonly column: number;
  readonly row: number;
}

/**
 * Seoul's 25 gu as tiles, each about where it lies. Not a map to measure on, but one to find one's own gu on, with a thumb
 * or with the arrow keys.
 */
const rows: readonly (readonly string[])[] = [
  ['', '', '', '', '도봉구', '노원구', ''],
  ['', '', '은평구', '종로구', '강북구', '중랑구', ''],
  ['', '', '서대문구', '중구', '성북구', '동대문구', ''],
  ['강서구', '', '마포구', '용산구', '성동구', '광진구', '강동구'],
  ['양천구', '영등포구', '동작구', '서초구', '강남구', '송파구', ''],
  ['구로구', '금천구', '관악구', '', '', '', ''],
];

export const districts: readonly District[] = rows.flatMap((names, row) =>
  names.flatMap((name, column) =>
    name === ''
      ? []
      : [{ name, short: name.length > 2 ? name.slice(0, -1) : name, column: column + 1, row: row + 1 }],
  ),
);

/** A gu to choose. */
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
      <Label>{label}</Label>
      <div className="tiles">
        {districts.map(({ name, short, column, row }) => (
          <Radio key={name} value={name} style={{ gridColumn: column, gridRow: row }}>
            {short}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

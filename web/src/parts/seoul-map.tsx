import '../styles/seoul-map.css';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { addressOf, districts } from './seoul-districts.ts';

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
  /** The address of a gu, as `onChange` brings it; null while none is chosen. */
  readonly value: string | null;
  /** 마포구; 서울 중구 where another city has a gu of that name. */
  readonly onChange: (address: string) => void;
}) {
  return (
    <RadioGroup className="seoul" value={value} onChange={onChange}>
      <Label className="label">{label}</Label>
      <div className="tiles">
        <Han />
        {districts.map((district) => (
          <Radio
            key={district.name}
            value={addressOf(district)}
            style={{ gridColumn: district.column, gridRow: district.row }}
          >
            {district.short}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

import { useState } from 'react';
import { ChevronUp, Map as MapIcon } from 'lucide-react';
import { Field } from '../../parts/field.tsx';
import { seoulDistrictIn } from '../../parts/seoul-districts.ts';
import { SeoulMap } from '../../parts/seoul-map.tsx';

/** A place: an address or a 시·군·구 that is typed, or a gu of Seoul that is tapped on the map. */
export function PlaceInput({
  label,
  hint,
  value,
  onChange,
  error,
  mapOpen = false,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (address: string) => void;
  readonly error?: string | undefined;
  readonly mapOpen?: boolean;
}) {
  const [open, setOpen] = useState(mapOpen);
  return (
    <div className="place">
      <Field
        label={label}
        hint={hint}
        value={value}
        onChange={onChange}
        placeholder="마포구 성산동 123-4"
        autoComplete="street-address"
        maxLength={200}
        error={error}
      />
      <button type="button" className="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <ChevronUp size={20} /> : <MapIcon size={20} />}
        {open ? '지도 접기' : '서울 지도에서 고르기'}
      </button>
      {open && <SeoulMap label={`${label}의 구`} value={seoulDistrictIn(value)} onChange={onChange} />}
    </div>
  );
}

import { useState } from 'react';
import { ChevronUp, Map as MapIcon } from 'lucide-react';
import { Field } from '../field.tsx';
import { seoulDistrictIn } from '../seoul-districts.ts';
import { SeoulMap } from '../seoul-map.tsx';
import { AddressField } from './address-field.tsx';
import { MAX_DETAIL, type TypedPlace } from './typed-place.ts';

export interface PlaceFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly place: TypedPlace;
  readonly onChange: (place: TypedPlace) => void;
  readonly error?: string | undefined;
  readonly mapOpen?: boolean;
}

/** One end of a move: its address, typed or picked on a map, and what leads to the door. */
export function PlaceField({ label, hint, place, onChange, error, mapOpen = false }: PlaceFieldProps) {
  const [isMapOpen, setMapOpen] = useState(mapOpen);
  return (
    <div className="place">
      <AddressField
        label={label}
        hint={hint}
        place={place}
        onChange={(part) => onChange({ ...place, ...part })}
        placeholder="월드컵북로 400 또는 상암동 1605"
        error={error}
      />
      <button
        type="button"
        className="quiet"
        aria-expanded={isMapOpen}
        onClick={() => setMapOpen(!isMapOpen)}
      >
        {isMapOpen ? <ChevronUp size={20} /> : <MapIcon size={20} />}
        {isMapOpen ? '지도 접기' : '서울 지도에서 고르기'}
      </button>
      {isMapOpen && (
        <SeoulMap
          label={`${label}의 구`}
          value={seoulDistrictIn(place.address)}
          onChange={(address) => onChange({ ...place, address, position: null })}
        />
      )}
      <Field
        label="상세 주소 (선택)"
        value={place.detail}
        onChange={(detail) => onChange({ ...place, detail })}
        placeholder="101동 1203호"
        autoComplete="off"
        maxLength={MAX_DETAIL}
      />
    </div>
  );
}

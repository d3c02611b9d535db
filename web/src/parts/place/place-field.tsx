import { Suspense, useState } from 'react';
import { ChevronUp, Map as MapIcon } from 'lucide-react';
import { screen } from '../../screen.ts';
import { Field } from '../field.tsx';
import { Waiting } from '../states.tsx';
import { AddressField } from './address-field.tsx';
import { MAX_DETAIL, type TypedPlace } from './typed-place.ts';

const KoreaMap = screen(async () => (await import('./korea-map.tsx')).KoreaMap);

export interface PlaceFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly place: TypedPlace;
  /** The other end of the move: the map shows both. */
  readonly other: TypedPlace;
  readonly onChange: (place: TypedPlace) => void;
  readonly error?: string | undefined;
}

/** One end of a move: its address, typed or picked on a map, and what leads to the door. */
export function PlaceField({ label, hint, place, other, onChange, error }: PlaceFieldProps) {
  const [isMapOpen, setMapOpen] = useState(false);
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
        {isMapOpen ? '지도 접기' : '지도에서 고르기'}
      </button>
      {isMapOpen && (
        <Suspense fallback={<Waiting lines={2} />}>
          <KoreaMap
            label={label}
            place={place}
            other={other}
            onChange={(address) => onChange({ ...place, address, position: null })}
          />
        </Suspense>
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

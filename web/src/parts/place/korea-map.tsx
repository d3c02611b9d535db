import '../../styles/korea-map.css';
import type { SidoShort } from '@movecall/values/sido';
import { ChevronLeft } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Label, Radio, RadioGroup, Toolbar } from 'react-aria-components';
import { distanceBetween, endOf, type MapEnd } from './ends.ts';
import type { Point, Size } from './map-geometry.ts';
import { addressOf, countryView, regionsOf, sidoView, type View } from './map-views.ts';
import type { TypedPlace } from './typed-place.ts';

export interface KoreaMapProps {
  /** Of the end that is chosen. */
  readonly label: string;
  readonly place: TypedPlace;
  readonly other: TypedPlace;
  /** Called with the name of a 시·군·구. */
  readonly onChange: (address: string) => void;
}

/** A schematic map of the country: a 시·도 opens, and one of its 시·군·구 is chosen. Both ends of the move are marked. */
export function KoreaMap({ label, place, other, onChange }: KoreaMapProps) {
  const [here, there] = [endOf(place), endOf(other)];
  const [sido, setSido] = useState(() =>
    here && regionsOf(here.region.sido).length > 1 ? here.region.sido : null,
  );
  const distance = distanceBetween(here, there);
  const map = useFocusOnZoom(sido);
  return (
    <div className="korea" ref={map}>
      {sido === null ? (
        <Country
          label={label}
          here={here}
          there={there}
          onOpen={(opened) => {
            const [only, ...others] = regionsOf(opened);
            if (only && others.length === 0) onChange(addressOf(only));
            else setSido(opened);
          }}
        />
      ) : (
        <Sido
          sido={sido}
          label={label}
          here={here}
          there={there}
          onBack={() => setSido(null)}
          onChange={onChange}
        />
      )}
      {here && there && distance !== null && distance > 0 && (
        <p className="distance">
          {addressOf(here.region)} – {addressOf(there.region)} <strong>직선거리 {distance}km</strong>
        </p>
      )}
    </div>
  );
}

/** Whoever opens or closes a 시·도 with the keyboard goes on from there. */
function useFocusOnZoom(sido: SidoShort | null) {
  const map = useRef<HTMLDivElement>(null);
  const before = useRef(sido);
  useEffect(() => {
    if (before.current === sido) return;
    const target = sido === null ? `[data-sido='${before.current}']` : 'input:checked';
    before.current = sido;
    const elements = map.current;
    (elements?.querySelector<HTMLElement>(target) ?? elements?.querySelector('input'))?.focus();
  }, [sido]);
  return map;
}

interface EndsProps {
  readonly here: MapEnd | null;
  readonly there: MapEnd | null;
}

function Country({
  label,
  here,
  there,
  onOpen,
}: EndsProps & { readonly label: string; readonly onOpen: (sido: SidoShort) => void }) {
  const view = useMemo(() => countryView(), []);
  return (
    <Toolbar aria-label={`${label}의 시·도`}>
      <Board view={view} here={here} there={there} isAt={(sido, { region }) => sido === region.sido}>
        {view.tiles.map(({ of: sido, name, ...point }) => (
          <Button
            key={sido}
            className="tile"
            data-sido={sido}
            data-here={here?.region.sido === sido || undefined}
            data-there={there?.region.sido === sido || undefined}
            style={placed(point, view.size)}
            onPress={() => onOpen(sido)}
          >
            {name}
          </Button>
        ))}
      </Board>
    </Toolbar>
  );
}

function Sido({
  sido,
  label,
  here,
  there,
  onBack,
  onChange,
}: EndsProps & {
  readonly sido: SidoShort;
  readonly label: string;
  readonly onBack: () => void;
  readonly onChange: (address: string) => void;
}) {
  const view = useMemo(() => sidoView(sido), [sido]);
  return (
    <>
      <button type="button" className="quiet back" onClick={onBack}>
        <ChevronLeft size={20} />
        전국
      </button>
      <RadioGroup
        value={here?.region.sido === sido ? addressOf(here.region) : null}
        onChange={onChange}
        aria-label={`${label}의 시·군·구`}
      >
        <Label className="label">{sido}</Label>
        <Board view={view} here={here} there={there} isAt={(one, { region }) => one === region}>
          {view.tiles.map(({ of: region, name, ...point }) => (
            <Radio
              key={name}
              className="tile"
              data-there={there?.region === region || undefined}
              value={addressOf(region)}
              style={placed(point, view.size)}
            >
              {name}
            </Radio>
          ))}
        </Board>
      </RadioGroup>
    </>
  );
}

const placed = ({ x, y }: Point, { width, height }: Size) => ({
  left: `${(x / width) * 100}%`,
  top: `${(y / height) * 100}%`,
});

/** The coast and the line between both ends, beneath the tiles. */
function Board<Of>({
  view: { size, tiles, projection, coast },
  here,
  there,
  isAt,
  children,
}: EndsProps & {
  readonly view: View<Of>;
  /** Whether a tile stands for an end. The line begins there, since tiles lie only about where they belong. */
  readonly isAt: (tile: Of, end: MapEnd) => boolean;
  readonly children: ReactNode;
}) {
  const pointOf = (end: MapEnd): Point => tiles.find(({ of }) => isAt(of, end)) ?? projection(end.position);
  const [from, to] = [here && pointOf(here), there && pointOf(there)];
  return (
    <div className="board" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
        <path d={coast} />
        {from && to && <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />}
      </svg>
      {children}
    </div>
  );
}

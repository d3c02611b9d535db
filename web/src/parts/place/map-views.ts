import outline from '@movecall/values/korea-outline' with { type: 'json' };
import { districtLabel } from '@movecall/values/district-label';
import type { Position } from '@movecall/values/position';
import { type Region, regions } from '@movecall/values/regions';
import { sidos, type SidoShort } from '@movecall/values/sido';
import { type Point, type Projection, projectionOf, type Size, spread } from './map-geometry.ts';

/** A choice on the map. */
export interface Tile<Of> extends Point {
  readonly of: Of;
  readonly name: string;
}

/** What the map shows at a time: the whole country with its 시·도, or a 시·도 with its 시·군·구. */
export interface View<Of> {
  readonly size: Size;
  readonly tiles: readonly Tile<Of>[];
  readonly projection: Projection;
  /** The coast, as the path of an SVG. */
  readonly coast: string;
}

/** With the gaps between them. */
const SIDO_TILE: Size = { width: 58, height: 42 };
const REGION_TILE: Size = { width: 53, height: 42 };
const COUNTRY: Size = { width: 320, height: 400 };
/** The part of a map that may be covered with tiles: closer ones could not stay about where they belong. */
const DENSITY = 0.5;
const MIN_HEIGHT = 240;

/** All 시·도. */
export function countryView(): View<SidoShort> {
  const places = sidos.map(({ short }) => middleOf(regionsOf(short)));
  return viewOf(
    sidos.map(({ short }, nth) => ({ of: short, name: short, position: places[nth] as Position })),
    projectionOf(regions, COUNTRY, SIDO_TILE),
    COUNTRY,
    SIDO_TILE,
  );
}

/** The 시·군·구 of a 시·도. */
export function sidoView(sido: SidoShort): View<Region> {
  const own = regionsOf(sido);
  const area = own.length * REGION_TILE.width * REGION_TILE.height;
  const height = Math.max(MIN_HEIGHT, Math.ceil(area / DENSITY / COUNTRY.width));
  const size = { width: COUNTRY.width, height };
  return viewOf(
    own.map((region) => ({ of: region, name: shortName(region), position: region })),
    projectionOf(own, size, REGION_TILE),
    size,
    REGION_TILE,
  );
}

function viewOf<Of>(
  places: readonly { readonly of: Of; readonly name: string; readonly position: Position }[],
  projection: Projection,
  size: Size,
  tile: Size,
): View<Of> {
  const points = spread(
    places.map(({ position }) => projection(position)),
    size,
    tile,
  );
  const tiles = places.map(({ of, name }, nth) => ({ of, name, ...(points[nth] as Point) }));
  return { size, tiles, projection, coast: coastOf(projection) };
}

export const regionsOf = (sido: SidoShort): readonly Region[] =>
  regions.filter((region) => region.sido === sido);

/** The name of a region as an address that means it alone: 마포구, 부산 중구. */
export const addressOf = ({ sido, name }: Region): string =>
  districtLabel(sidos.find(({ short }) => short === sido)?.name ?? null, name);

/** Without 시, 군 or 구, unless only one syllable would be left. */
const shortName = ({ name }: Region): string => (name.length > 2 ? name.slice(0, -1) : name);

function middleOf(some: readonly Region[]): Position {
  const mean = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return {
    latitude: mean(some.map(({ latitude }) => latitude)),
    longitude: mean(some.map(({ longitude }) => longitude)),
  };
}

const rings = outline.geometries.flatMap(({ coordinates }) => coordinates.flat());

/** The coast of the country, as the path of an SVG. */
export function coastOf(projection: Projection): string {
  const path = (ring: readonly (readonly number[])[]): string =>
    ring
      .map(([longitude = 0, latitude = 0]) => projection({ latitude, longitude }))
      .map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
      .join('L');
  return rings.map((ring) => `M${path(ring)}Z`).join('');
}

import { kilometres, type Position } from './position.ts';
import { offices } from './regions/offices.ts';
import { sidos, type SidoShort } from './regions/sido.ts';

/** A 시·군·구, or 세종, with the position of its office. */
export interface Region extends Position {
  readonly sido: SidoShort;
  /** As 마포구. Several regions can share a name; none shares it within its 시·도. */
  readonly name: string;
  /** Romanised, without -gu, -si or -gun. */
  readonly roman: string;
}

/** All 230, in the order of the table. */
export const regions: readonly Region[] = sidos.flatMap(({ short: sido }) =>
  offices[sido].map(([name, roman, latitude, longitude]) => ({ sido, name, roman, latitude, longitude })),
);

/** @throws Error when the table has no such region */
export function regionNamed(sido: SidoShort, name: string): Region {
  const region = regions.find((other) => other.sido === sido && other.name === name);
  if (!region) throw new Error(`no region is named ${sido} ${name}`);
  return region;
}

/**
 * The region of this name whose office is nearest to a position. `locate` accepts a position only where this is the region that the
 * address names, therefore a name and a position say which region is meant.
 *
 * @returns null when no region has this name
 */
export function regionAt(name: string | null, position: Position): Region | null {
  return (
    nearestOf(
      regions.filter((region) => region.name === name),
      position,
    ) ?? null
  );
}

export const nearestOf = (some: readonly Region[], position: Position): Region | undefined =>
  some.length < 2
    ? some[0]
    : some.toSorted((one, other) => kilometres(one, position) - kilometres(other, position))[0];

/** Kilometres from the office. A home farther away does not lie in the region that its address names. */
const MAX_DISTANCE_KM = 60;
/** Regions with islands far from their office. */
const MAX_DISTANCE_WITH_ISLANDS_KM = 200;
const WITH_FAR_ISLANDS = ['옹진군', '신안군', '여수시', '울릉군'];

/** Whether a position can lie in a region. */
export const isNear = (position: Position, region: Region): boolean =>
  kilometres(position, region) <=
  (WITH_FAR_ISLANDS.includes(region.name) ? MAX_DISTANCE_WITH_ISLANDS_KM : MAX_DISTANCE_KM);

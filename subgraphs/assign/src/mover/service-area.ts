import { kilometres, type Position } from '@movecall/values/position';
import { parseRegion, regionInFull } from '@movecall/values/region-in-full';
import type { Region } from '@movecall/values/regions';

/** Where a team goes: to homes around its base, or to those in some 시·군·구. The destination does not count. */
export type ServiceArea =
  /** Great-circle kilometres from base to home. */
  | { readonly radiusKm: number }
  /** In full, as 서울 마포구; sorted. */
  | { readonly sigungu: readonly string[] };

/** What an operator enters: one of both; nothing for the radius that is usual. */
export interface ServiceAreaInput {
  readonly radiusKm?: number | null | undefined;
  readonly sigungu?: readonly string[] | null | undefined;
}

export const USUAL_AREA: ServiceArea = { radiusKm: 30 };
const MAX_RADIUS_KM = 200;
/** All 시·군·구 are 230. */
const MAX_REGIONS = 230;

/** The area, or what is wrong: the radius, or a name that is not one 시·군·구's (null for a list that is empty or too long). */
export type ParsedArea =
  | { readonly area: ServiceArea }
  | { readonly problem: 'RADIUS' }
  | { readonly problem: 'SIGUNGU'; readonly name: string | null };

export function parseServiceArea(input: ServiceAreaInput | null | undefined): ParsedArea {
  const radiusKm = input?.radiusKm ?? null;
  const sigungu = input?.sigungu ?? null;
  if (radiusKm === null && sigungu === null) return { area: USUAL_AREA };
  if (sigungu === null) return isRadius(radiusKm) ? { area: { radiusKm } } : { problem: 'RADIUS' };
  // Both would be two areas.
  if (radiusKm !== null) return { problem: 'RADIUS' };
  if (sigungu.length === 0 || sigungu.length > MAX_REGIONS) return { problem: 'SIGUNGU', name: null };
  const unknown = sigungu.find((name) => parseRegion(name) === null);
  if (unknown !== undefined) return { problem: 'SIGUNGU', name: unknown };
  const names = new Set(regionsNamed(sigungu).map(regionInFull));
  return { area: { sigungu: [...names].toSorted() } };
}

const isRadius = (km: number | null): km is number =>
  km !== null && Number.isInteger(km) && km >= 1 && km <= MAX_RADIUS_KM;

const regionsNamed = (names: readonly string[]): Region[] => names.flatMap((name) => parseRegion(name) ?? []);

/** The 시·군·구 of an area that is a list; null for one with a radius. */
export const regionsOf = (area: ServiceArea): readonly string[] | null =>
  'sigungu' in area ? area.sigungu : null;

/** Kilometres from the office within which an address can lie (`packages/values`), with islands. */
const MARGIN_KM = 200;

/** How far from its base a team's homes can lie, in whole metres; a bound for a list of 시·군·구. */
export function reachOf(area: ServiceArea, base: Position): number {
  if ('radiusKm' in area) return area.radiusKm * 1000;
  const farthest = Math.max(...regionsNamed(area.sigungu).map((office) => kilometres(base, office)));
  return Math.ceil((farthest + MARGIN_KM) * 1000);
}

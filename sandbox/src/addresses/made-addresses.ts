import { dividedCities } from '@movecall/values/general-gu';
import { type Region, regions } from '@movecall/values/regions';
import type { MadeAddress } from './made-address.ts';

const PER_REGION = 2;
/** Names that many towns have: a search for one of them finds several. */
const DONGS = ['중앙동', '신흥동', '평화동', '남산동', '송정동', '교동', '화정동'];
const ROADS = ['중앙로', '시장로', '강변로', '역전로', '학교길'];
const BUILDINGS = ['푸른마을아파트', '햇살빌라', '한빛타운', '은하수맨션', '가온오피스텔'];
/** Kakao Local writes these 시·도 in full. */
const IN_FULL: Readonly<Record<string, string>> = {
  강원: '강원특별자치도',
  전북: '전북특별자치도',
  제주: '제주특별자치도',
  세종: '세종특별자치시',
};
/** How far a made house lies from the office of its 시·군·구, in degrees. */
const STEP = 0.004;

/** Two made addresses in each 시·군·구, the same at each start: their streets and 동 exist nowhere. */
export const madeAddresses: readonly MadeAddress[] = regions.flatMap((region, at) =>
  Array.from({ length: PER_REGION }, (_, index) => madeIn(region, at * PER_REGION + index)),
);

function madeIn(region: Region, seed: number): MadeAddress {
  const short = region.name.length > 2 ? region.name.slice(0, -1) : region.name;
  return {
    sido: IN_FULL[region.sido] ?? region.sido,
    sigungu: sigunguOf(region, seed),
    dong: region.name.endsWith('군') ? `${short}읍` : pick(DONGS, seed),
    lot: String(100 + (seed % 800)),
    road: short + pick(ROADS, seed),
    number: String(1 + (seed % 97)),
    building: pick(BUILDINGS, seed),
    latitude: round(region.latitude + STEP * ((seed % 5) - 2)),
    longitude: round(region.longitude + STEP * ((seed % 7) - 3)),
  };
}

/** With the 구 of a 시 that has some. */
function sigunguOf({ sido, name }: Region, seed: number): string {
  if (sido === '세종') return '';
  const gu = dividedCities.find((city) => city.sido === sido && city.city === name)?.gu ?? [];
  return gu.length > 0 ? `${name} ${pick(gu, seed)[0]}` : name;
}

function pick<T>(some: readonly T[], seed: number): T {
  const one = some[seed % some.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

function round(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}

import { type Region, regionNamed, regions } from './regions.ts';
import { everydayNames } from './regions/everyday-names.ts';
import { formerNames } from './regions/former-names.ts';
import { dividedCities } from './regions/general-gu.ts';
import type { SidoShort } from './regions/sido.ts';

/** A name by which an address can name a region: of the region itself, of a 구 in it, a former one, or that of a new town or an island. */
export interface RegionName {
  /** The 시·도 that people write before it. */
  readonly sido: SidoShort;
  /** As 마포구. */
  readonly full: string;
  /** As 마포; null when one syllable would be left. */
  readonly short: string | null;
  /** Lower case: `mapo`, `mapo-gu`, `mapogu`; empty when it is not known. */
  readonly romanised: readonly string[];
  /** Whether it names a 시·군·구 of today itself. */
  readonly isOfRegion: boolean;
  /** One, or several when the region was divided. */
  readonly options: readonly Option[];
}

/** A region that a name can mean. */
export interface Option {
  readonly region: Region;
  /** Enough to name it and no other: `부산 중구`, `경북 포항시 남구`. */
  readonly text: string;
  /** How the names of its 동 begin, where they decide between the options. */
  readonly dongs: readonly string[];
}

/** A region with its 시·도, as people write it. */
export const textOf = ({ sido, name }: Region): string => (sido === '세종' ? name : `${sido} ${name}`);

/** How the names of regions end, and how that is romanised. */
const ENDINGS: Readonly<Record<string, string>> = { 구: 'gu', 시: 'si', 군: 'gun' };

const ofRegions = regions.map((region): RegionName => ({
  ...formsOf(region.name, region.roman),
  sido: region.sido,
  isOfRegion: true,
  options: [optionOf(region)],
}));

const ofGeneralGu = dividedCities.flatMap(({ sido, city, gu }) =>
  gu.map(([name, roman]): RegionName => {
    const region = regionNamed(sido, city);
    return {
      ...formsOf(name, roman),
      sido,
      isOfRegion: false,
      options: [{ ...optionOf(region), text: `${textOf(region)} ${name}` }],
    };
  }),
);

const ofThePast = formerNames.map(({ sido, name, roman, now }): RegionName => ({
  ...formsOf(name, roman),
  sido,
  isOfRegion: false,
  options: now.map((next) => optionOf(regionNamed(next.sido, next.name), next.dongs)),
}));

const ofEveryDay = everydayNames.map(({ sido, name, isNewTown, regions: within }): RegionName => ({
  sido,
  full: isNewTown ? `${name}신도시` : name,
  short: isNewTown ? name : null,
  romanised: [],
  isOfRegion: false,
  options: within.map((regionName) => optionOf(regionNamed(sido, regionName))),
}));

/** All names. Those of today come first. */
export const regionNames: readonly RegionName[] = [...ofRegions, ...ofGeneralGu, ...ofThePast, ...ofEveryDay];

export function optionOf(region: Region, dongs: readonly string[] = []): Option {
  return { region, text: textOf(region), dongs };
}

function formsOf(full: string, roman: string): Pick<RegionName, 'full' | 'short' | 'romanised'> {
  const ending = ENDINGS[full.slice(-1)];
  return {
    full,
    short: full.length > 2 ? full.slice(0, -1) : null,
    romanised: [roman, `${roman}-${ending}`, `${roman}${ending}`],
  };
}

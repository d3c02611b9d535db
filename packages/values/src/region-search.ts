import { readAddress } from './address.ts';
import { type RegionName, regionNames } from './region-names.ts';
import type { Region } from './regions.ts';
import { sidoNames } from './regions/sido-names.ts';
import { sidos, type SidoShort } from './regions/sido.ts';

/** A region as the answer to a search. */
export interface RegionHit {
  /** An address that means this region and no other: `부산 중구`, `경기 성남시 분당구`. */
  readonly text: string;
  readonly region: Region;
}

/**
 * The regions whose names begin with what somebody has typed so far, in Korean or romanised, with or without the 시·도: `마`, `서울 마`,
 * `map`, `분당`.
 *
 * @param typed cleaned by `parseLine`
 */
export function regionsBegunBy(typed: string): readonly RegionHit[] {
  const text = squeezed(typed);
  const begun = names.filter(({ written }) => written.some((form) => form.startsWith(text)));
  return withoutRepeats(begun.flatMap(({ name }) => name.options));
}

/** The regions that an address names. @param typed cleaned by `parseLine` */
export const regionsNamedIn = (typed: string): readonly RegionHit[] => withoutRepeats(readAddress(typed));

const withoutRepeats = (hits: readonly RegionHit[]): readonly RegionHit[] =>
  hits
    .filter(({ text }, at) => hits.findIndex((other) => other.text === text) === at)
    .map(({ text, region }) => ({ text, region }));

/** Case and spaces do not count. */
const squeezed = (text: string): string => text.toLowerCase().replaceAll(' ', '');

const sidoForms = (sido: SidoShort): readonly string[] => [
  sido,
  ...sidos.filter(({ short }) => short === sido).map(({ name }) => name),
  ...sidoNames[sido],
];

/** Each way to write a name. */
const formsOf = ({ sido, full, romanised }: RegionName): readonly string[] => {
  const alone = [full, ...romanised.map(squeezed)];
  return [...alone, ...sidoForms(sido).flatMap((before) => alone.map((form) => before + form))];
};

const names = regionNames.map((name) => ({ name, written: formsOf(name) }));

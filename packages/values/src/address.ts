import { indexOf, matchOf, type Match, type NameIndex } from './address-match.ts';
import { readingsOf } from './address-words.ts';
import { type Option, optionOf, regionNames } from './region-names.ts';
import { regions } from './regions.ts';
import { sidoNames } from './regions/sido-names.ts';
import { sidos, type SidoShort } from './regions/sido.ts';

/** A region that an address can mean. */
export interface Meant extends Option {
  /** False when the address names its 시·도 only, by a word that is the name of a 시 as well. */
  readonly isNamed: boolean;
}

/** What an address names: one region, several, or none. */
export type Reading = readonly Meant[];

/**
 * Finds the 시·군·구 that an address names, as people write it: in Korean or romanised, in Korean or in Latin order, with or without the
 * 시·도, run together, with a postcode, by a former name or by the 구 of a 시. The first 시·군·구 after the 시·도 counts.
 *
 * @param address cleaned by `parseLine`
 */
export function readAddress(address: string): Reading {
  let several: Reading = [];
  for (const words of readingsOf(address)) {
    const meant = readWords(words);
    if (meant.length === 1) return meant;
    if (several.length === 0) several = meant;
  }
  return several;
}

function readWords(words: readonly string[]): Reading {
  const begun = splitSido(words);
  const within = begun ? readWithin(begun) : [];
  if (within.length > 0) return within;
  const [first = '', ...rest] = words;
  const match = matchOf(first, allNames, { sidoIsNamed: false, next: rest[0] });
  if (!match) return [];
  // 광주 and 제주 are names of a 시·도 and, without their ending, of a 시.
  const ofSido = begun && match.isShort ? regionsOfSido(begun.sido, first) : [];
  return narrowed(withoutRepeats([...meantBy(match, rest), ...ofSido]), rest);
}

/** The 시·도 that an address begins with, and what follows it. */
interface Begun {
  readonly sido: SidoShort;
  readonly rest: readonly string[];
}

/** Each way to write a 시·도. Longer ones come first, since some begin with others. */
const writtenSidos = sidos
  .flatMap(({ name, short }) =>
    [name, short, ...sidoNames[short]].map((written) => ({ written, sido: short })),
  )
  .toSorted((one, other) => other.written.length - one.written.length);

const sidoOf = (word: string): SidoShort | null =>
  writtenSidos.find(({ written }) => written === word)?.sido ?? null;

const allNames = indexOf(regionNames);
const namesOfSido = new Map(
  sidos.map(({ short }) => [short, indexOf(regionNames.filter(({ sido }) => sido === short))]),
);
const namesIn = (sido: SidoShort): NameIndex => namesOfSido.get(sido) ?? indexOf([]);

function splitSido([first = '', ...rest]: readonly string[]): Begun | null {
  const alone = sidoOf(first);
  if (alone !== null) return { sido: alone, rest };
  for (const { written, sido } of writtenSidos) {
    if (!first.startsWith(written)) continue;
    const remainder = first.slice(written.length);
    const isSejong = sido === '세종' && written.endsWith('시');
    if (isSejong || matchOf(remainder, namesIn(sido), { sidoIsNamed: true }))
      return { sido, rest: [remainder, ...rest] };
  }
  return null;
}

/** What the words after a 시·도 name: the next word, or the first one that is a name with its ending. */
function readWithin({ sido, rest }: Begun): Reading {
  const names = namesIn(sido);
  if (sido === '세종') return regionsOfSido(sido, sido);
  for (const [at, word] of rest.entries()) {
    const match = matchOf(word, names, { sidoIsNamed: true });
    if (match && (at === 0 || match.isWhole)) return withoutRepeats(meantBy(match, rest.slice(at + 1)));
  }
  return [];
}

/** The regions of a 시·도. 광주 without 전남 names the city that it was: its 구. */
const regionsOfSido = (sido: SidoShort, written: string): Reading =>
  regions
    .filter((region) => region.sido === sido && (isGwangju(written) ? region.name.endsWith('구') : true))
    .map((region) => ({ ...optionOf(region), isNamed: sido === '세종' }));

const isGwangju = (written: string): boolean => /^(?:광주|gwangju)/.test(written);

/** @param rest the words after the name; the 동 among them decides when a region was divided */
const meantBy = ({ names, remainder }: Match, rest: readonly string[]): readonly Meant[] =>
  names.flatMap(({ options }) => {
    const words = [remainder, ...rest];
    const decided = options.filter(({ dongs }) =>
      dongs.some((dong) => words.some((word) => word.startsWith(dong))),
    );
    return (decided.length > 0 ? decided : options).map((option) => ({ ...option, isNamed: true }));
  });

const withoutRepeats = (meant: readonly Meant[]): Reading =>
  meant.filter(({ region }, at) => meant.findIndex((other) => other.region === region) === at);

/** Leaves those of the 시·도 that a later word names, as in `고성군 (강원)`. */
function narrowed(meant: Reading, rest: readonly string[]): Reading {
  const named = rest.map(sidoOf).find((sido) => sido !== null);
  const inIt = meant.filter(({ region }) => region.sido === named);
  return inIt.length > 0 ? inIt : meant;
}

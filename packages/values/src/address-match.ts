import type { RegionName } from './region-names.ts';

/** The names that a word can be. */
export interface Match {
  readonly names: readonly RegionName[];
  /** Whether the word is a name with its ending: 마포구, `mapo-gu`. */
  readonly isWhole: boolean;
  /** Whether the word is a name without its ending: 마포, `mapo`. */
  readonly isShort: boolean;
  /** What stands run together after the name; empty when nothing does. */
  readonly remainder: string;
}

interface Context {
  /** Whether a 시·도 stands before the word: then more is taken for a name. */
  readonly sidoIsNamed: boolean;
  readonly next?: string | undefined;
}

/** Names, by each way to write them. */
export interface NameIndex {
  readonly names: readonly RegionName[];
  /** With their endings. */
  readonly whole: ReadonlyMap<string, readonly RegionName[]>;
  /** Without. */
  readonly short: ReadonlyMap<string, readonly RegionName[]>;
}

export const indexOf = (names: readonly RegionName[]): NameIndex => ({
  names,
  whole: byWriting(names, ({ full, romanised: [, ...withEnding] }) => [full, ...withEnding]),
  short: byWriting(names, ({ short, romanised: [withoutEnding] }) => [short, withoutEnding]),
});

function byWriting(
  names: readonly RegionName[],
  writingsOf: (name: RegionName) => readonly (string | null | undefined)[],
): ReadonlyMap<string, readonly RegionName[]> {
  const found = new Map<string, RegionName[]>();
  for (const name of names)
    for (const written of new Set(writingsOf(name)))
      if (written) found.set(written, [...(found.get(written) ?? []), name]);
  return found;
}

/** Finds the names that a word is, or begins with. A name with its ending goes before one without, and both before one that runs on. */
export function matchOf(word: string, index: NameIndex, context: Context): Match | null {
  const whole = index.whole.get(word);
  if (whole) return { names: whole, isWhole: true, isShort: false, remainder: '' };
  const short = (index.short.get(word) ?? []).filter((name) => context.sidoIsNamed || isMeant(name, context));
  if (short.length > 0) return { names: short, isWhole: false, isShort: true, remainder: '' };
  return matchRunOn(word, index.names, context);
}

/** What an address goes on with: 동, 읍, 면, 리, 가, 로, 길, or the 구 of a 시. */
const REST_OF_ADDRESS = /^[가-힣0-9.]+[동읍면리가로길구][0-9-]*$/;
/** Before it, a name without its ending is the name of the building. */
const BUILDING = /^(?:아파트|apt|빌라|맨션|오피스텔|빌딩|타운|타워|연립|교회|학교)/;

/**
 * Whether a name without its ending means the region. 성산 is the 구 of a 시 and the beginning of many other names: such a name must stand
 * alone or before the rest of an address.
 */
const isMeant = ({ isOfRegion }: RegionName, { next }: Context): boolean =>
  next === undefined || (isOfRegion ? !BUILDING.test(next) : REST_OF_ADDRESS.test(next));

/** Without a 시·도, names of two syllables, as 중구, begin too many other words. */
const SHORTEST_TO_RUN_ON = 3;

/** The longest names that a word begins with, as in 마포구상암동. */
function matchRunOn(word: string, names: readonly RegionName[], { sidoIsNamed }: Context): Match | null {
  const begun = names.filter(
    ({ full }) =>
      word.startsWith(full) &&
      (sidoIsNamed || (full.length >= SHORTEST_TO_RUN_ON && REST_OF_ADDRESS.test(word.slice(full.length)))),
  );
  const longest = Math.max(...begun.map(({ full }) => full.length));
  const found = begun.filter(({ full }) => full.length === longest);
  return found.length > 0
    ? { names: found, isWhole: false, isShort: false, remainder: word.slice(longest) }
    : null;
}

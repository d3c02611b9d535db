import type { PriceBookInput } from '../../src/price-book/price-book-input.ts';

/** The default book as an operator would send it. */
export const bookInput: PriceBookInput = {
  basedOn: 'default-1',
  trucks: [
    { tons: 1, usable: 5.4, base: 400_000, crewMen: 2, crewWomen: 0 },
    { tons: 2.5, usable: 10.8, base: 900_000, crewMen: 2, crewWomen: 1 },
    { tons: 3.5, usable: 15.3, base: 1_050_000, crewMen: 3, crewWomen: 1 },
    { tons: 5, usable: 22.5, base: 1_200_000, crewMen: 3, crewWomen: 1 },
    { tons: 7.5, usable: 33.3, base: 1_750_000, crewMen: 4, crewWomen: 1 },
    { tons: 10, usable: 45, base: 2_300_000, crewMen: 5, crewWomen: 1 },
  ],
  moveTypes: [
    { moveType: 'FULL_PACKING', percentOfBase: 100 },
    { moveType: 'HALF_PACKING', percentOfBase: 80 },
    { moveType: 'STANDARD', percentOfBase: 60 },
  ],
  distance: { roadPercent: 130, includedKm: 20, perKm: 2_000 },
  sea: 1_000_000,
  ladder: [
    { upToFloor: 6, amount: 150_000 },
    { upToFloor: 9, amount: 160_000 },
    { upToFloor: 11, amount: 180_000 },
    { upToFloor: 13, amount: 190_000 },
    { upToFloor: 16, amount: 210_000 },
    { upToFloor: 19, amount: 240_000 },
    { upToFloor: 23, amount: 280_000 },
    { upToFloor: 130, amount: 400_000 },
  ],
  stairs: { perFloor: 30_000, highestFloor: 6 },
  days: [
    { code: 'SON_EOPNEUN_NAL', amount: 200_000 },
    { code: 'MONTH_END', amount: 200_000 },
    { code: 'WEEKEND_OR_HOLIDAY', amount: 200_000 },
    { code: 'FRIDAY', amount: 200_000 },
  ],
  options: [
    { code: 'AIR_CONDITIONER', amount: 250_000 },
    { code: 'WALL_TV', amount: 80_000 },
    { code: 'PIANO', amount: 150_000 },
    { code: 'STONE_BED', amount: 100_000 },
    { code: 'EXTRA_PERSON', amount: 200_000 },
  ],
  halfDayUpToTons: 2.5,
  deposit: { percentOfTotal: 10, roundedTo: 1_000 },
};

/** A list with one entry changed. */
export const changed = <T>(list: readonly T[], nth: number, part: Partial<T>): readonly T[] =>
  list.map((each, at) => (at === nth ? { ...each, ...part } : each));

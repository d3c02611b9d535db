import { HIGHEST_FLOOR } from './access.ts';
import { optionLabels } from './options.ts';
import type { PriceBook } from './price-book.ts';

/**
 * The first version of the price book: the prices that hold until an operator publishes others. The levels are those that a mover published in 2025; usable space is nine tenths of
 * the nominal one.
 */
export const defaultPriceBook: PriceBook = {
  version: 'default-1',
  trucks: [
    { tons: 1, usableLitres: 5_400, base: 400_000, crewMen: 2, crewWomen: 0 },
    { tons: 2.5, usableLitres: 10_800, base: 900_000, crewMen: 2, crewWomen: 1 },
    { tons: 3.5, usableLitres: 15_300, base: 1_050_000, crewMen: 3, crewWomen: 1 },
    { tons: 5, usableLitres: 22_500, base: 1_200_000, crewMen: 3, crewWomen: 1 },
    { tons: 7.5, usableLitres: 33_300, base: 1_750_000, crewMen: 4, crewWomen: 1 },
    { tons: 10, usableLitres: 45_000, base: 2_300_000, crewMen: 5, crewWomen: 1 },
  ],
  percentOfBase: { FULL_PACKING: 100, HALF_PACKING: 80, STANDARD: 60 },
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
    { upToFloor: HIGHEST_FLOOR, amount: 400_000 },
  ],
  stairs: { perFloor: 30_000, highestFloor: 6 },
  days: { SON_EOPNEUN_NAL: 200_000, MONTH_END: 200_000, WEEKEND_OR_HOLIDAY: 200_000, FRIDAY: 200_000 },
  options: [
    { code: 'AIR_CONDITIONER', label: optionLabels.AIR_CONDITIONER, amount: 250_000 },
    { code: 'WALL_TV', label: optionLabels.WALL_TV, amount: 80_000 },
    { code: 'PIANO', label: optionLabels.PIANO, amount: 150_000 },
    { code: 'STONE_BED', label: optionLabels.STONE_BED, amount: 100_000 },
    { code: 'EXTRA_PERSON', label: optionLabels.EXTRA_PERSON, amount: 200_000 },
  ],
  halfDayUpToTons: 2.5,
  deposit: { percentOfTotal: 10, roundedTo: 1_000 },
};

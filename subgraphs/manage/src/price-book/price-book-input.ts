import { type MoveType, moveTypes } from '@movecall/schema/events';
import { type DayKind, dayKinds } from '../quote/calendar.ts';
import { optionLabels } from '../quote/options.ts';
import { HIGHEST_FLOOR } from '../quote/access.ts';
import type { Truck, Won } from '../quote/price-book.ts';
import { type Checked, checks, inRange, isWhole, oneOfEach, type Range } from './checks.ts';
import { invalid, type PriceBookProblem } from './price-book-problem.ts';
import type { Prices } from './publishing.ts';

/** A price book as an operator sends it. */
export interface PriceBookInput {
  /** The version that was edited. */
  readonly basedOn: string;
  readonly trucks: readonly TruckInput[];
  readonly moveTypes: readonly { readonly moveType: MoveType; readonly percentOfBase: number }[];
  readonly distance: Prices['distance'];
  readonly sea: Won;
  readonly ladder: Prices['ladder'];
  readonly stairs: Prices['stairs'];
  readonly days: readonly CodedPriceInput[];
  readonly options: readonly CodedPriceInput[];
  readonly halfDayUpToTons: number;
  readonly deposit: Prices['deposit'];
}

interface TruckInput extends Omit<Truck, 'usableLitres'> {
  /** m³ */
  readonly usable: number;
}

interface CodedPriceInput {
  readonly code: string;
  readonly amount: Won;
}

/** The trucks that every book has. Customers name their load by them. */
export const truckTons = [1, 2.5, 3.5, 5, 7.5, 10] as const;

/** So that no quote is near the largest amount, which is 2³¹. */
const amounts: Range = { min: 0, max: 10_000_000, unit: '원' };
const ranges = {
  usable: { min: 1, max: 100, unit: 'm³' },
  base: { min: 10_000, max: 50_000_000, unit: '원' },
  crewMen: { min: 1, max: 20, unit: '명' },
  crewWomen: { min: 0, max: 20, unit: '명' },
  percentOfBase: { min: 10, max: 100, unit: '%' },
  roadPercent: { min: 100, max: 300, unit: '%' },
  includedKm: { min: 0, max: 500, unit: 'km' },
  perKm: { min: 0, max: 100_000, unit: '원' },
  upToFloor: { min: 1, max: HIGHEST_FLOOR, unit: '층' },
  perFloor: { min: 0, max: 1_000_000, unit: '원' },
  highestFloor: { min: 1, max: 30, unit: '층' },
  percentOfTotal: { min: 0, max: 50, unit: '%' },
  roundedTo: { min: 1, max: 100_000, unit: '원' },
} as const satisfies Record<string, Range>;

/**
 * Checks a price book: everything that every book has is there once, amounts are neither negative nor absurd, and more never costs less.
 *
 * @returns what the book says, with its lists in their order; or all problems, in the order of the input's fields
 */
export function parsePriceBook(
  input: PriceBookInput,
): { readonly prices: Prices } | { readonly problems: readonly PriceBookProblem[] } {
  const problems = [
    ...checkTrucks(input.trucks),
    ...checkMoveTypes(input.moveTypes),
    ...checkNumbers(input),
    ...checkLadder(input.ladder),
    ...checkCoded('days', input.days, dayKinds),
    ...checkCoded('options', input.options, Object.keys(optionLabels)),
    ...checks(input.halfDayUpToTons, [
      (tons) => truckTons.some((known) => known === tons) || `${truckTons.join(', ')}톤 중에서 골라 주세요.`,
    ]).map((message) => invalid(['halfDayUpToTons'], message)),
  ];
  return problems.length > 0 ? { problems } : { prices: pricesOf(input) };
}

function checkTrucks(trucks: readonly TruckInput[]): PriceBookProblem[] {
  const missing = oneOfEach(
    trucks.map(({ tons }) => tons),
    truckTons,
  );
  if (!missing) return [invalid(['trucks'], `${truckTons.join(', ')}톤 트럭이 하나씩 있어야 해요.`)];
  return trucks.flatMap((truck, nth) => {
    const smaller = trucks.filter(({ tons }) => tons < truck.tons);
    return [
      ...problemsAt(['trucks', nth, 'usable'], truck.usable, [
        inRange(ranges.usable),
        (usable) => isWhole(usable * 1_000) || '소수점 아래 셋째 자리까지 적어 주세요.',
        (usable) => smaller.every((less) => less.usable < usable) || '더 작은 트럭보다 많이 실려야 해요.',
      ]),
      ...problemsAt(['trucks', nth, 'base'], truck.base, [
        inRange(ranges.base),
        (base) => smaller.every((less) => less.base <= base) || '더 작은 트럭보다 쌀 수 없어요.',
      ]),
      ...problemsAt(['trucks', nth, 'crewMen'], truck.crewMen, [inRange(ranges.crewMen)]),
      ...problemsAt(['trucks', nth, 'crewWomen'], truck.crewWomen, [inRange(ranges.crewWomen)]),
    ];
  });
}

function checkMoveTypes(listed: PriceBookInput['moveTypes']): PriceBookProblem[] {
  const types = listed.map(({ moveType }) => moveType);
  if (!oneOfEach(types, moveTypes)) return [invalid(['moveTypes'], '이사유형이 하나씩 모두 있어야 해요.')];
  return listed.flatMap(({ moveType, percentOfBase }, nth) =>
    problemsAt(['moveTypes', nth, 'percentOfBase'], percentOfBase, [
      inRange(ranges.percentOfBase),
      // The base price of a truck is the price of a packed move.
      (percent) => moveType !== 'FULL_PACKING' || percent === 100 || '포장이사는 기본요금의 100%예요.',
    ]),
  );
}

function checkNumbers({ distance, sea, stairs, deposit }: PriceBookInput): PriceBookProblem[] {
  return [
    ...problemsIn('distance', distance, ['roadPercent', 'includedKm', 'perKm']),
    ...problemsAt(['sea'], sea, [inRange(amounts)]),
    ...problemsIn('stairs', stairs, ['perFloor', 'highestFloor']),
    ...problemsIn('deposit', deposit, ['percentOfTotal', 'roundedTo']),
  ];
}

/** Bands follow each other without a gap, because each begins where the one before ends. The last one ends at the highest floor. */
function checkLadder(ladder: Prices['ladder']): PriceBookProblem[] {
  if (ladder.length === 0) return [invalid(['ladder'], '사다리차 요금이 한 구간은 있어야 해요.')];
  return ladder.flatMap(({ upToFloor, amount }, nth) => {
    const before = ladder[nth - 1];
    const isLast = nth === ladder.length - 1;
    return [
      ...problemsAt(['ladder', nth, 'upToFloor'], upToFloor, [
        inRange(ranges.upToFloor),
        (floor) => before === undefined || before.upToFloor < floor || '앞 구간보다 높은 층이어야 해요.',
        (floor) => !isLast || floor === HIGHEST_FLOOR || `마지막 구간은 ${HIGHEST_FLOOR}층까지여야 해요.`,
      ]),
      ...problemsAt(['ladder', nth, 'amount'], amount, [
        inRange(amounts),
        (won) => before === undefined || before.amount <= won || '더 낮은 층보다 쌀 수 없어요.',
      ]),
    ];
  });
}

function checkCoded(
  list: 'days' | 'options',
  prices: readonly CodedPriceInput[],
  codes: readonly string[],
): PriceBookProblem[] {
  const listed = prices.map(({ code }) => code);
  if (!oneOfEach(listed, codes)) return [invalid([list], `${codes.join(', ')}가 하나씩 있어야 해요.`)];
  return prices.flatMap(({ amount }, nth) => problemsAt([list, nth, 'amount'], amount, [inRange(amounts)]));
}

const problemsAt = <T>(
  path: readonly (string | number)[],
  value: T,
  checked: readonly Checked<T>[],
): PriceBookProblem[] => checks(value, checked).map((message) => invalid(path, message));

const problemsIn = <K extends keyof typeof ranges>(
  part: string,
  values: Readonly<Record<K, number>>,
  names: readonly K[],
): PriceBookProblem[] =>
  names.flatMap((name) => problemsAt([part, name], values[name], [inRange(ranges[name])]));

/** Lists get their order: trucks by tons, the others as the code names them. */
function pricesOf(input: PriceBookInput): Prices {
  const { distance, sea, ladder, stairs, deposit, halfDayUpToTons } = input;
  const priceOf = (prices: readonly CodedPriceInput[], code: string): Won =>
    prices.find((price) => price.code === code)?.amount ?? 0;
  const trucks = input.trucks.toSorted((a, b) => a.tons - b.tons);
  return {
    trucks: trucks.map(({ tons, usable, base, crewMen, crewWomen }) => ({
      tons,
      usableLitres: Math.round(usable * 1_000),
      base,
      crewMen,
      crewWomen,
    })),
    percentOfBase: Object.fromEntries(
      input.moveTypes.map(({ moveType, percentOfBase }) => [moveType, percentOfBase]),
    ) as Record<MoveType, number>,
    distance: { ...distance },
    sea,
    ladder: ladder.map((band) => ({ ...band })),
    stairs: { ...stairs },
    days: Object.fromEntries(dayKinds.map((kind) => [kind, priceOf(input.days, kind)])) as Record<
      DayKind,
      Won
    >,
    options: Object.entries(optionLabels).map(([code, label]) => ({
      code,
      label,
      amount: priceOf(input.options, code),
    })),
    halfDayUpToTons,
    deposit: { ...deposit },
  };
}

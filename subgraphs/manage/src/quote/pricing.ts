import { priceOfAccess } from './access.ts';
import type { DayKind, MovingCalendar } from './calendar.ts';
import type { LoadSize } from './load.ts';
import type { PriceBook, Truck, Won } from './price-book.ts';
import type { QuoteRequest } from './quote-request.ts';
import { type Route, routeBetween } from './route.ts';
import { chooseTruck } from './truck.ts';

/** One line of a quote. Lines without an amount are left out. */
export interface QuoteLine {
  readonly code: string;
  /** In Korean. */
  readonly label: string;
  readonly amount: Won;
}

/** What a move costs. */
export interface Price {
  readonly lines: readonly QuoteLine[];
  /** The sum of the lines. */
  readonly total: Won;
  readonly deposit: Won;
  /** Null when the customer named a tonnage. */
  readonly size: LoadSize | null;
  readonly truck: Pick<Truck, 'tons' | 'crewMen' | 'crewWomen'>;
  readonly distanceKm: number;
  /** The version of the price book. */
  readonly priceBook: string;
}

/** Why there is no price. NEEDS_VISIT: a person looks at the load, or at the stairs, first (방문견적). */
export type Unpriced =
  | { readonly code: 'NEEDS_VISIT'; readonly because: 'LOAD' | 'ACCESS' | 'DESTINATION_ACCESS' }
  /** Half a day is offered for small trucks only. */
  | { readonly code: 'INVALID_SLOT' };

type Lines = readonly QuoteLine[];

/**
 * Reckons what a move costs. Equal requests get equal prices: nothing but the arguments counts.
 *
 * @returns the price in whole won, or why there is none
 */
export function priceOf(
  book: PriceBook,
  request: QuoteRequest,
  calendar: MovingCalendar,
): { readonly price: Price } | { readonly unpriced: Unpriced } {
  const chosen = chooseTruck(book, request.load);
  if (!chosen) return { unpriced: { code: 'NEEDS_VISIT', because: 'LOAD' } };
  const { truck, size } = chosen;
  if (request.slot !== 'ALL_DAY' && truck.tons > book.halfDayUpToTons)
    return { unpriced: { code: 'INVALID_SLOT' } };
  const ways = accessLines(book, request);
  if ('unpriced' in ways) return ways;
  const route = routeBetween(book, request.location, request.destination);
  const lines = [
    baseLine(book, truck, request),
    ...routeLines(book, route),
    ...ways.lines,
    ...calendar(request.movingOn).map((kind) => dayLine(book, kind)),
    ...optionLines(book, request),
  ].filter(({ amount }) => amount > 0);
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const { tons, crewMen, crewWomen } = truck;
  return {
    price: {
      lines,
      total,
      deposit: depositOf(book, total),
      size,
      truck: { tons, crewMen, crewWomen },
      distanceKm: route.km,
      priceBook: book.version,
    },
  };
}

const percent = (amount: Won, percentage: number): Won => Math.floor((amount * percentage) / 100);

const depositOf = ({ deposit }: PriceBook, total: Won): Won =>
  Math.floor(percent(total, deposit.percentOfTotal) / deposit.roundedTo) * deposit.roundedTo;

/** In Korean. */
export const moveTypeLabels: Record<QuoteRequest['moveType'], string> = {
  FULL_PACKING: '포장이사',
  HALF_PACKING: '반포장이사',
  STANDARD: '일반이사',
};

const baseLine = (book: PriceBook, truck: Truck, { moveType }: QuoteRequest): QuoteLine => ({
  code: 'BASE',
  label: `${moveTypeLabels[moveType]} ${truck.tons}톤`,
  amount: percent(truck.base, book.percentOfBase[moveType]),
});

function routeLines({ distance, sea }: PriceBook, { km, crossesSea }: Route): Lines {
  if (crossesSea) return [{ code: 'SEA', label: '제주 해상 운송', amount: sea }];
  const paidKm = Math.max(km - distance.includedKm, 0);
  const label = `거리 ${km}km (기본 ${distance.includedKm}km 포함)`;
  return [{ code: 'DISTANCE', label, amount: paidKm * distance.perKm }];
}

function accessLines(
  book: PriceBook,
  { access, destinationAccess }: QuoteRequest,
): { readonly lines: Lines } | { readonly unpriced: Unpriced } {
  const ends = [
    { end: '출발지', because: 'ACCESS', floor: access.floor, price: priceOfAccess(book, access) },
    {
      end: '도착지',
      because: 'DESTINATION_ACCESS',
      floor: destinationAccess.floor,
      price: priceOfAccess(book, destinationAccess),
    },
  ] as const;
  const lines: QuoteLine[] = [];
  for (const { end, because, floor, price } of ends) {
    if (price.by === 'NEEDS_VISIT') return { unpriced: { code: 'NEEDS_VISIT', because } };
    if (price.by === 'ELEVATOR_OR_GROUND_FLOOR') continue;
    const label = `${price.by === 'STAIRS' ? '계단 운반' : '사다리차'} (${end} ${floor}층)`;
    lines.push({ code: price.by, label, amount: price.amount });
  }
  return { lines };
}

/** In Korean. */
export const dayLabels: Record<DayKind, string> = {
  SON_EOPNEUN_NAL: '손없는날',
  MONTH_END: '월말',
  WEEKEND_OR_HOLIDAY: '주말·공휴일',
  FRIDAY: '금요일',
};

const dayLine = (book: PriceBook, kind: DayKind): QuoteLine => ({
  code: kind,
  label: dayLabels[kind],
  amount: book.days[kind],
});

/** In the order of the book, however the customer listed them. */
const optionLines = ({ options }: PriceBook, request: QuoteRequest): Lines =>
  options.flatMap(({ code, label, amount }) => {
    const count = request.options.find((option) => option.code === code)?.count ?? 0;
    return { code, label: count > 1 ? `${label} × ${count}` : label, amount: amount * count };
  });

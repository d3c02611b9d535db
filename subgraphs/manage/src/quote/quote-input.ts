import type { MoveType, MovingSlot } from '@movecall/schema/events';
import { addDays, isDay, seoulDay } from '@movecall/values/days';
import { locate, type Located, type Place, type PlaceInput } from '@movecall/values/places';
import { type Access, groundFloor, HIGHEST_FLOOR } from './access.ts';
import type { Counted, Load } from './load.ts';
import { loadItem } from './load-items.ts';
import type { PriceBook } from './price-book.ts';
import { type QuoteProblem, quoteProblem } from './quote-problem.ts';
import type { QuoteRequest } from './quote-request.ts';

/** A request for a quote as the client sends it. */
export interface QuoteInput {
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination?: PlaceInput | null | undefined;
  readonly movingOn: string;
  readonly slot?: MovingSlot | null | undefined;
  readonly items?: readonly Counted[] | null | undefined;
  readonly tons?: number | null | undefined;
  readonly access?: Access | null | undefined;
  readonly destinationAccess?: Access | null | undefined;
  readonly options?: readonly Counted[] | null | undefined;
}

export const MAX_DAYS_AHEAD = 365;
const MAX_OF_ONE_ITEM = 300;
const MAX_OF_ONE_OPTION = 20;
/** The catalogue is shorter. A longer list only costs time. */
const MAX_LIST_LENGTH = 200;

type Checked<T> = { readonly value: T } | { readonly problem: QuoteProblem };

/**
 * Checks and normalises a request for a quote. An end without `access` is on the ground floor; a request without `slot` takes all day.
 *
 * @param book knows the options and the tonnages
 * @param now decides which day is today in Seoul
 * @returns the request, or all its problems in the order of the input's fields
 */
export function parseQuoteInput(
  input: QuoteInput,
  book: PriceBook,
  now: Date,
): { readonly request: QuoteRequest } | { readonly problems: readonly QuoteProblem[] } {
  const location = checkPlace(locate(input.location), 'location');
  const destination = checkDestination(input.destination, location);
  const movingOn = checkDay(input.movingOn, now);
  const load = checkLoad(input, book);
  const access = checkAccess(input.access, 'access');
  const destinationAccess = checkAccess(input.destinationAccess, 'destinationAccess');
  const options = checkOptions(input.options ?? [], book);
  const all = [location, destination, movingOn, load, access, destinationAccess, options];
  if (
    'problem' in location ||
    'problem' in destination ||
    'problem' in movingOn ||
    'problem' in load ||
    'problem' in access ||
    'problem' in destinationAccess ||
    'problem' in options
  )
    return { problems: all.flatMap((checked) => ('problem' in checked ? [checked.problem] : [])) };
  return {
    request: {
      moveType: input.moveType,
      location: location.value,
      destination: destination.value,
      movingOn: movingOn.value,
      slot: input.slot ?? 'ALL_DAY',
      load: load.value,
      access: access.value,
      destinationAccess: destinationAccess.value,
      options: options.value,
    },
  };
}

function checkPlace(located: Located, place: 'location' | 'destination'): Checked<Place> {
  const field = ['input', place, 'address'];
  switch (located.status) {
    case 'FOUND':
      return { value: located.place };
    case 'AMBIGUOUS':
      return { problem: quoteProblem('AMBIGUOUS_LOCATION', field, { candidates: located.candidates }) };
    case 'UNKNOWN':
      return { problem: quoteProblem('UNKNOWN_LOCATION', field) };
    default:
      return located satisfies never;
  }
}

/** Two addresses with a number that are equal are one home. Without a number both can be a whole district, within which people move. */
function checkDestination(
  input: PlaceInput | null | undefined,
  location: Checked<Place>,
): Checked<Place | null> {
  if (input == null) return { value: null };
  const destination = checkPlace(locate(input), 'destination');
  if ('problem' in destination || 'problem' in location) return destination;
  const isSame = /\d/.test(destination.value.address) && destination.value.address === location.value.address;
  return isSame
    ? { problem: quoteProblem('SAME_LOCATION', ['input', 'destination', 'address']) }
    : destination;
}

function checkDay(text: string, now: Date): Checked<string> {
  const today = seoulDay(now);
  return isDay(text) && text >= today && text <= addDays(today, MAX_DAYS_AHEAD)
    ? { value: text }
    : { problem: quoteProblem('INVALID_DATE', ['input', 'movingOn']) };
}

/** A load is either a list of things or a tonnage. */
function checkLoad({ items, tons }: QuoteInput, { trucks }: PriceBook): Checked<Load> {
  const listed = items ?? [];
  if (tons == null) {
    const counted = listed.length === 0 ? null : countEach(listed, MAX_OF_ONE_ITEM, isItem);
    return counted
      ? { value: { items: counted } }
      : { problem: quoteProblem('INVALID_ITEMS', ['input', 'items']) };
  }
  return listed.length === 0 && trucks.some((truck) => truck.tons === tons)
    ? { value: { tons } }
    : { problem: quoteProblem('INVALID_TONS', ['input', 'tons']) };
}

const isItem = (code: string): boolean => loadItem(code) !== undefined;

function checkAccess(
  access: Access | null | undefined,
  end: 'access' | 'destinationAccess',
): Checked<Access> {
  if (access == null) return { value: groundFloor };
  const { floor, elevator, ladderTruck } = access;
  return floor >= 1 && floor <= HIGHEST_FLOOR
    ? { value: { floor, elevator, ladderTruck } }
    : { problem: quoteProblem('INVALID_ACCESS', ['input', end, 'floor']) };
}

function checkOptions(options: readonly Counted[], book: PriceBook): Checked<readonly Counted[]> {
  const isOption = (code: string): boolean => book.options.some((option) => option.code === code);
  const counted = countEach(options, MAX_OF_ONE_OPTION, isOption);
  return counted ? { value: counted } : { problem: quoteProblem('INVALID_OPTIONS', ['input', 'options']) };
}

/** Adds up what is listed more than once. @returns null for an unknown code, or a count that is not 1 to `max` */
function countEach(
  listed: readonly Counted[],
  max: number,
  isKnown: (code: string) => boolean,
): readonly Counted[] | null {
  if (listed.length > MAX_LIST_LENGTH) return null;
  const counts = new Map<string, number>();
  for (const { code, count } of listed) {
    if (!isKnown(code) || count < 1) return null;
    counts.set(code, (counts.get(code) ?? 0) + count);
  }
  const counted = [...counts].map(([code, count]) => ({ code, count }));
  return counted.every(({ count }) => count <= max) ? counted : null;
}

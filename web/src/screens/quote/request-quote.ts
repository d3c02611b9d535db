import { addDays, type Day } from '@movecall/values/days';
import { type FragmentOf, graphql, type VariablesOf } from '../../api/graphql.ts';
import { isSonEopneunNal } from '../../format/lunar.ts';
import { userErrorFields } from '../../parts/user-errors.ts';
import { emptyPlace, isBlank, placeInputOf } from '../../parts/place/typed-place.ts';
import { type Counts, countsOf, type End, hasLoad, type QuoteDraft } from './draft.ts';

export const quoteFields = graphql(`
  fragment QuoteFields on Quote {
    id
    version
    validUntil
    total
    deposit
    lines {
      code
      label
      amount
    }
    volume
    tons
    crewMen
    crewWomen
    distanceKm
    terms
    moveType
    location {
      address
      latitude
      longitude
    }
    destination {
      address
      latitude
      longitude
    }
    movingOn
    slot
    items {
      code
      label
      count
    }
    access {
      floor
      elevator
      ladderTruck
    }
    destinationAccess {
      floor
      elevator
      ladderTruck
    }
    options {
      code
      label
      count
    }
    companies {
      id
      name
      representative
      registrationNumber
      permitNumber
      insuredUntil
    }
  }
`);

export type Quote = FragmentOf<typeof quoteFields>;

export const RequestQuote = graphql(
  `
    mutation RequestQuote($input: QuoteInput!, $id: ID) {
      requestQuote(input: $input, id: $id) {
        quote {
          ...QuoteFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [quoteFields, userErrorFields],
);

export const ReadQuote = graphql(
  `
    query ReadQuote($id: ID!) {
      quote(id: $id) {
        ...QuoteFields
      }
    }
  `,
  [quoteFields],
);

export type QuoteInput = VariablesOf<typeof RequestQuote>['input'];

/**
 * The input that asks for a draft's price; null while the load or the first home is missing. Before a day is chosen, the price
 * is that of an ordinary day.
 */
export function inputOf(draft: QuoteDraft, today: Day): QuoteInput | null {
  if (!hasLoad(draft) || isBlank(draft.from)) return null;
  const { moveType, loadBy, tons, items, options, from, to, movingOn, slot } = draft;
  const [access, destinationAccess] = [accessOf(from), accessOf(to)];
  if (access === null || destinationAccess === null) return null;
  return {
    moveType,
    location: placeInputOf(from),
    ...(!isBlank(to) && { destination: placeInputOf(to) }),
    movingOn: movingOn ?? ordinaryDay(today),
    slot,
    ...(loadBy === 'TONS' ? { tons } : { items: listOf(items) }),
    access,
    destinationAccess,
    options: listOf(options),
  };
}

const listOf = (counts: Counts) => Object.entries(counts).map(([code, count]) => ({ code, count }));

/** The largest number that a request can carry has ten digits. Which floors there are is for the server to say. */
const FLOOR = /^\d{1,9}$/;

export const isFloor = (text: string): boolean => FLOOR.test(text.trim());

const accessOf = ({ floor, elevator, ladderTruck }: End) =>
  isFloor(floor) ? { floor: Number(floor), elevator, ladderTruck } : null;

/** The first Monday to Thursday in a week's time that is no 손없는날 and not near the end of its month. */
export function ordinaryDay(today: Day): Day {
  let day = addDays(today, 7);
  while (!isOrdinary(day)) day = addDays(day, 1);
  return day;
}

const isOrdinary = (day: Day): boolean =>
  [1, 2, 3, 4].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) &&
  Number(day.slice(8)) <= 25 &&
  !isSonEopneunNal(day);

/** The draft that a quote answers: to change it, or to ask for it again. */
export const draftOf = (quote: Quote): QuoteDraft => ({
  moveType: quote.moveType,
  loadBy: quote.items === null ? 'TONS' : 'ITEMS',
  preset: null,
  items: countsOf(quote.items ?? []),
  tons: quote.items === null ? quote.tons : null,
  options: countsOf(quote.options),
  from: endOf(quote.location, quote.access),
  to: endOf(quote.destination, quote.destinationAccess),
  movingOn: quote.movingOn,
  slot: quote.slot,
  quoteId: quote.id,
});

/** A place of a quote has its position: the next version is reckoned from the same one, unless its address is edited. */
const endOf = (place: Quote['destination'], { floor, elevator, ladderTruck }: Quote['access']): End => ({
  ...emptyPlace,
  ...(place && {
    address: place.address,
    position: { latitude: place.latitude, longitude: place.longitude },
  }),
  floor: String(floor),
  elevator,
  ladderTruck,
});

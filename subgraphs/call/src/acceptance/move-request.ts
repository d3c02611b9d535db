import type { MoveType, MovingSlot } from '@movecall/schema/events';
import { addDays, type Day, isDay, seoulDay } from '@movecall/values/days';
import {
  type Located,
  locate,
  MAX_ADDRESS_LENGTH,
  type Place,
  type PlaceInput,
} from '@movecall/values/places';
import { parseTel, type Tel } from '@movecall/values/tel';
import { parseLine } from '@movecall/values/text';
import { createHash } from 'node:crypto';
import type { Wanted } from '../call/move.ts';
import { parseQuotedMove } from './quoted-move.ts';

/** A request for a move as the client sends it. */
export interface MoveRequestInput {
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination?: PlaceInput | null | undefined;
  readonly movingOn?: string | null | undefined;
  readonly slot?: MovingSlot | null | undefined;
  readonly cost?: number | null | undefined;
  readonly tel?: string | null | undefined;
  readonly quoteId?: string | null | undefined;
  /** Comes with `quoteId`. */
  readonly quoteVersion?: number | null | undefined;
}

export interface MoveRequest {
  readonly wanted: Wanted;
  /** The phone of the call's owner. */
  readonly ownerTel: Tel;
  /** Equal for two inputs that ask for the same move. */
  readonly fingerprint: string;
}

/** What the places of an input turned out to be. */
export interface LocatedPlaces {
  readonly location: Located;
  readonly destination: Located | null;
}

export interface Requester {
  readonly tel: Tel;
  /** An operator may call for somebody else. */
  readonly isOperator: boolean;
}

export interface Problem {
  readonly code:
    | 'UNKNOWN_LOCATION'
    | 'AMBIGUOUS_LOCATION'
    | 'INVALID_COST'
    | 'INVALID_DATE'
    | 'INVALID_SLOT'
    | 'INVALID_TEL'
    | 'QUOTE_NOT_FOUND';
  /** The path of the input field. */
  readonly field: readonly string[];
  /** With AMBIGUOUS_LOCATION: what the address can mean. */
  readonly candidates?: readonly string[];
}

/** What was asked for, with the parts by which two requests are compared; or its problems. */
export type Parsed =
  | { readonly wanted: Wanted; readonly identity: readonly unknown[] }
  | { readonly problems: readonly Problem[] };

const MAX_COST = 100_000_000;
const MAX_DAYS_AHEAD = 365;

/**
 * Checks and normalises a request for a move.
 *
 * @param places what the places of the input turned out to be; null with a quote, whose places they are compared with
 * @param now decides which day is today in Seoul
 * @returns the request, or all its problems in the order of the input's fields
 */
export function parseMoveRequest(
  input: MoveRequestInput,
  places: LocatedPlaces | null,
  requester: Requester,
  now: Date,
): { readonly request: MoveRequest } | { readonly problems: readonly Problem[] } {
  const parsed = places ? parseMove(input, places, now) : parseQuotedMove(input, requester.isOperator);
  const ownerTel = parseOwnerTel(input.tel, requester);
  if (ownerTel === null || 'problems' in parsed) {
    const telProblem: Problem = { code: 'INVALID_TEL', field: ['input', 'tel'] };
    const problems = 'problems' in parsed ? parsed.problems : [];
    return { problems: ownerTel === null ? [...problems, telProblem] : problems };
  }
  const { wanted, identity } = parsed;
  return { request: { wanted, ownerTel, fingerprint: fingerprintOf([...identity, ownerTel]) } };
}

/** A move without a quote. */
function parseMove(
  input: MoveRequestInput,
  { location: from, destination: to }: LocatedPlaces,
  now: Date,
): Parsed {
  const movingOn = parseMovingOn(input.movingOn, now);
  const cost = parseCost(input.cost);
  const slot = input.slot ?? 'ALL_DAY';

  const problems: Problem[] = [];
  if (from.status !== 'FOUND') problems.push(placeProblem(from, 'location'));
  if (to && to.status !== 'FOUND') problems.push(placeProblem(to, 'destination'));
  if (movingOn === null) problems.push({ code: 'INVALID_DATE', field: ['input', 'movingOn'] });
  // Half a day depends on the size of the load, which only a quote knows.
  if (slot !== 'ALL_DAY') problems.push({ code: 'INVALID_SLOT', field: ['input', 'slot'] });
  if (cost === null) problems.push({ code: 'INVALID_COST', field: ['input', 'cost'] });
  const location = placeIn(from);
  if (problems.length > 0 || !location || movingOn === null || cost === null) return { problems };

  const { moveType } = input;
  const destination = to && placeIn(to);
  // The day as the client gave it: a client that leaves it out asks for the same move after midnight, too.
  const places = [asTyped(input.location), input.destination == null ? null : asTyped(input.destination)];
  const identity = [moveType, ...places, input.movingOn ?? null, cost];
  const move = { moveType, location, destination, movingOn, slot, cost };
  return { wanted: { quote: null, move }, identity };
}

/** A place without what the address provider knows of it: a repeated request is the same move while the provider is away, too. */
function asTyped(input: PlaceInput): Place | string {
  const located = locate(input);
  return located.status === 'FOUND' ? located.place : (parseLine(input.address, MAX_ADDRESS_LENGTH) ?? '');
}

const placeIn = (located: Located): Place | null => (located.status === 'FOUND' ? located.place : null);

const placeProblem = (
  located: Exclude<Located, { status: 'FOUND' }>,
  place: 'location' | 'destination',
): Problem => ({
  field: ['input', place, 'address'],
  ...(located.status === 'AMBIGUOUS'
    ? { code: 'AMBIGUOUS_LOCATION', candidates: located.candidates }
    : { code: 'UNKNOWN_LOCATION' }),
});

function parseMovingOn(text: string | null | undefined, now: Date): Day | null {
  const today = seoulDay(now);
  if (text == null) return today;
  return isDay(text) && text >= today && text <= addDays(today, MAX_DAYS_AHEAD) ? text : null;
}

const parseCost = (cost: number | null | undefined): number | null =>
  cost != null && Number.isInteger(cost) && cost >= 1 && cost <= MAX_COST ? cost : null;

function parseOwnerTel(text: string | null | undefined, requester: Requester): Tel | null {
  if (text == null) return requester.tel;
  const tel = parseTel(text);
  return tel === requester.tel || requester.isOperator ? tel : null;
}

const fingerprintOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

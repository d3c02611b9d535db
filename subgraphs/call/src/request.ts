import { addDays, type Day, isDay, seoulDay } from '@movecall/values/days';
import type { MoveType } from '@movecall/schema/events';
import { isPrintable, locate, type Place, type PlaceInput } from '@movecall/values/places';
import { parseTel, type Tel } from '@movecall/values/tel';
import { createHash } from 'node:crypto';

/** What a customer typed, parsed at the edge: everything inside trusts its types. */

export interface RequestInput {
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination?: PlaceInput | null | undefined;
  readonly movingOn?: string | null | undefined;
  readonly cost?: number | null | undefined;
  readonly tel?: string | null | undefined;
}

export interface MoveRequest {
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination: Place | null;
  readonly movingOn: Day;
  /** KRW. */
  readonly cost: number;
  /** Whose call it is. */
  readonly ownerTel: Tel;
  /** The same for two inputs that ask for the same. */
  readonly fingerprint: string;
}

export interface Requester {
  readonly tel: Tel;
  /** Whether they may call for somebody else. */
  readonly isOperator: boolean;
}

export interface Problem {
  readonly code: 'UNKNOWN_LOCATION' | 'INVALID_COST' | 'INVALID_DATE' | 'INVALID_TEL';
  /** The path of the input field. */
  readonly field: readonly string[];
}

const MAX_COST = 100_000_000;
const MAX_DAYS_AHEAD = 365;
export const MAX_TEXT_LENGTH = 200;

/**
 * @param now decides which day is today in Seoul.
 * @returns all problems together, in the order of the input's fields, when there are any.
 */
export function parseRequest(
  input: RequestInput,
  requester: Requester,
  now: Date,
): { readonly request: MoveRequest } | { readonly problems: readonly Problem[] } {
  const location = locate(input.location);
  const destination = input.destination == null ? null : locate(input.destination);
  const movingOn = parseMovingOn(input.movingOn, now);
  const cost = parseCost(input.cost);
  const ownerTel = parseOwnerTel(input.tel, requester);

  const problems: Problem[] = [];
  if (!location) problems.push({ code: 'UNKNOWN_LOCATION', field: ['input', 'location', 'address'] });
  if (input.destination != null && !destination) {
    problems.push({ code: 'UNKNOWN_LOCATION', field: ['input', 'destination', 'address'] });
  }
  if (movingOn === null) problems.push({ code: 'INVALID_DATE', field: ['input', 'movingOn'] });
  if (cost === null) problems.push({ code: 'INVALID_COST', field: ['input', 'cost'] });
  if (ownerTel === null) problems.push({ code: 'INVALID_TEL', field: ['input', 'tel'] });
  if (problems.length > 0 || !location || movingOn === null || cost === null || ownerTel === null)
    return { problems };

  const { moveType } = input;
  // The day as it was given: who leaves it open asks for the same again after midnight.
  const fingerprint = fingerprintOf([
    moveType,
    location,
    destination,
    input.movingOn ?? null,
    cost,
    ownerTel,
  ]);
  return { request: { moveType, location, destination, movingOn, cost, ownerTel, fingerprint } };
}

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

/** An idempotency key is 1 to 200 printable characters. */
export const isIdempotencyKey = (text: string): boolean =>
  text.length >= 1 && text.length <= MAX_TEXT_LENGTH && isPrintable(text);

/** A cancellation's reason, null when there is none; undefined when it is longer than 200 characters or not printable. */
export function parseReason(text: string | null | undefined): string | null | undefined {
  const reason = text?.trim() ?? '';
  if (reason === '') return null;
  return reason.length <= MAX_TEXT_LENGTH && isPrintable(reason) ? reason : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be an id of ours at all. */
export const isId = (text: string): boolean => UUID.test(text);

/** What a list of calls is searched for: the end of an E.164 phone, or a part of an address. */
export type Search = { readonly telEnd: string } | { readonly text: string };

const MIN_TEL_END = 4;

/**
 * @param byTel whether phones may be searched for: who does not see them could find them out, digit by digit
 * @returns null for nothing to search for; undefined when it is longer than 200 characters or not printable.
 */
export function parseSearch(input: string | null | undefined, byTel: boolean): Search | null | undefined {
  const text = input?.trim() ?? '';
  if (text === '') return null;
  if (text.length > MAX_TEXT_LENGTH || !isPrintable(text)) return undefined;
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!byTel || !/^\d+$/.test(digits) || digits.length < MIN_TEL_END) return { text };
  // A whole number begins with the 0 that E.164 leaves out.
  return { telEnd: digits.length > 8 ? digits.replace(/^0/, '') : digits };
}

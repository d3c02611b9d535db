import type { MoveType } from '@movecall/schema/events';
import { locate, type Place } from '@movecall/values/places';

/**
 * A pure model of assign: which call gets which mover and which call waits, when effects reach assign one after the other. The
 * service does the same with locks, indexes and SQL.
 */

/** One of the two days that the calls of a command sequence are for. */
export type Day = 0 | 1;

/** A request as the customer sends it. */
export interface ModelRequest {
  /** The idempotency key. Also names the call once the request is accepted. */
  readonly key: string;
  readonly day: Day;
  readonly moveType: MoveType;
  /** A district. */
  readonly home: string;
  /** The quote with which it is made; null for none. */
  readonly quote: ModelQuote | null;
}

/** A quote of the move that a request is about. */
export interface ModelQuote {
  readonly name: string;
  /** Whether the request names another version than the newest one. */
  readonly outdated: boolean;
}

export interface Mover {
  readonly name: string;
  /** A district. No two bases are equally far from any home. */
  readonly base: string;
  readonly moveTypes: readonly MoveType[];
  /** Whether it belongs to a company, which is insured. The others take no call with a quote. */
  readonly insured: boolean;
}

export type Effect =
  | { readonly type: 'requested'; readonly request: ModelRequest }
  /** The call was cancelled, or its attempt was voided and the customer answered "try again". */
  | { readonly type: 'withdrawn'; readonly key: string }
  | { readonly type: 'registered'; readonly mover: Mover }
  | { readonly type: 'switched'; readonly mover: string; readonly available: boolean }
  /** A mover gives a call back. */
  | ({ readonly type: 'dropped' } & TeamChange)
  /** An operator gives a call to a mover. */
  | ({ readonly type: 'reassigned' } & TeamChange);

export interface TeamChange {
  readonly key: string;
  readonly mover: string;
  /** Whether it was answered as done; null: refused after an answer was lost, so that it may have been done before. */
  readonly done: boolean | null;
}

/** The state of assign. */
export interface Dispatch {
  readonly movers: readonly (Mover & { readonly available: boolean })[];
  readonly booked: readonly Booking[];
  /** The oldest first. */
  readonly waiting: readonly WaitingRequest[];
  /** Which mover does not get which call again. */
  readonly passedOver: readonly { readonly key: string; readonly mover: string }[];
  /** How many requests have arrived. */
  readonly arrived: number;
}

/** The number of a request among those that have arrived. */
interface Arrived {
  readonly nth: number;
}

export interface Booking extends Arrived {
  readonly request: ModelRequest;
  readonly mover: string;
}

/** All homes are in the area of all movers, and no load is told. */
export type WaitingReason = 'NO_TEAM_IN_AREA' | 'NO_MOVER_FREE';

export interface WaitingRequest extends ModelRequest, Arrived {
  /** Why it began to wait; it is not told again. */
  readonly reason: WaitingReason;
}

export function apply(before: Dispatch, effect: Effect): Dispatch {
  switch (effect.type) {
    case 'requested':
      return dispatchRequest(before, effect.request);
    case 'withdrawn':
      return withdraw(before, effect.key);
    case 'registered': {
      const movers = [...before.movers, { ...effect.mover, available: true }];
      return serveWaiting({ ...before, movers }, effect.mover.name);
    }
    case 'switched': {
      const { mover: name, available } = effect;
      const movers = before.movers.map((mover) => (mover.name === name ? { ...mover, available } : mover));
      return serveWaiting({ ...before, movers }, name);
    }
    case 'dropped':
      return isBookedFor(before, effect) ? drop(before, effect) : before;
    case 'reassigned':
      return mayGet(before, effect) ? reassign(before, effect) : before;
    default:
      return effect satisfies never;
  }
}

/** Whether an effect can reach this state: its answer, if it has one, tells. */
export function isPossible(before: Dispatch, effect: Effect): boolean {
  switch (effect.type) {
    case 'dropped':
      return effect.done === null || effect.done === isBookedFor(before, effect);
    case 'reassigned':
      return effect.done === null || effect.done === mayGet(before, effect);
    case 'requested':
    case 'withdrawn':
    case 'registered':
    case 'switched':
      return true;
    default:
      return effect satisfies never;
  }
}

const dispatchRequest = ({ arrived, ...before }: Dispatch, request: ModelRequest): Dispatch =>
  bookNearest({ ...before, arrived: arrived + 1 }, request, arrived);

/** Books the nearest mover that is available, offers the move type and is free on the day; otherwise the request waits. */
function bookNearest(before: Dispatch, request: ModelRequest, nth: number): Dispatch {
  const [nearest] = before.movers
    .filter((mover) => canServe(before, mover, request))
    .toSorted((a, b) => kilometers(a.base, request.home) - kilometers(b.base, request.home));
  if (nearest) return { ...before, booked: [...before.booked, { request, mover: nearest.name, nth }] };
  const waiting = [...before.waiting, { ...request, reason: reasonFor(before.movers, request), nth }];
  return { ...before, waiting: waiting.toSorted((a, b) => a.nth - b.nth) };
}

/** Whether a mover that is available takes the type, booked or not. */
export const reasonFor = (movers: Dispatch['movers'], { moveType }: ModelRequest): WaitingReason =>
  movers.some((mover) => mover.available && takes(mover, moveType)) ? 'NO_MOVER_FREE' : 'NO_TEAM_IN_AREA';

/** Frees the call's mover, who then serves the next waiting request. */
function withdraw(before: Dispatch, key: string): Dispatch {
  const released = before.booked.find((booking) => booking.request.key === key);
  const after = {
    ...before,
    booked: before.booked.filter((booking) => booking !== released),
    waiting: before.waiting.filter((waiting) => waiting.key !== key),
  };
  return released ? serveWaiting(after, released.mover) : after;
}

/** On each day on which the mover is free, books the oldest waiting request that the mover can serve. */
function serveWaiting(before: Dispatch, name: string): Dispatch {
  const mover = before.movers.find((known) => known.name === name);
  const next = mover && before.waiting.find((waiting) => canServe(before, mover, waiting));
  if (!next) return before;
  const after = {
    ...before,
    booked: [...before.booked, { request: next, mover: name, nth: next.nth }],
    waiting: before.waiting.filter((waiting) => waiting !== next),
  };
  return serveWaiting(after, name);
}

const isBookedFor = ({ booked }: Dispatch, { key, mover }: TeamChange): boolean =>
  booked.some((booking) => booking.request.key === key && booking.mover === mover);

/** The next mover has the call, or it waits; the one that dropped it is free for others. */
function drop(before: Dispatch, { key, mover }: TeamChange): Dispatch {
  const lost = before.booked.find(({ request }) => request.key === key);
  if (!lost) return before;
  const booked = before.booked.filter((booking) => booking !== lost);
  const passedOver = [...before.passedOver, { key, mover }];
  return serveWaiting(bookNearest({ ...before, booked, passedOver }, lost.request, lost.nth), mover);
}

/** An operator may choose any mover that can do the call, also one that has dropped it. */
function mayGet(before: Dispatch, { key, mover: name }: TeamChange): boolean {
  if (isBookedFor(before, { key, mover: name, done: null })) return true;
  const call = [...before.booked.map(({ request }) => request), ...before.waiting].find(
    (request) => request.key === key,
  );
  const mover = before.movers.find((known) => known.name === name);
  return call !== undefined && mover !== undefined && canDo(before, mover, call);
}

function reassign(before: Dispatch, { key, mover }: TeamChange): Dispatch {
  const held = before.booked.find(({ request }) => request.key === key);
  const waiting = before.waiting.find((request) => request.key === key);
  if (held?.mover === mover) return before;
  const request = held?.request ?? waiting;
  if (!request) return before;
  const nth = held?.nth ?? waiting?.nth ?? 0;
  const after = {
    ...before,
    booked: [...before.booked.filter((booking) => booking !== held), { request, mover, nth }],
    waiting: before.waiting.filter((other) => other !== waiting),
  };
  return held ? serveWaiting(after, held.mover) : after;
}

const canServe = (before: Dispatch, mover: Dispatch['movers'][number], request: ModelRequest): boolean =>
  canDo(before, mover, request) &&
  !before.passedOver.some((passed) => passed.key === request.key && passed.mover === mover.name);

const canDo = (
  { booked }: Dispatch,
  mover: Dispatch['movers'][number],
  { day, moveType, quote }: ModelRequest,
): boolean =>
  mover.available &&
  (quote === null || mover.insured) &&
  takes(mover, moveType) &&
  !booked.some((booking) => booking.mover === mover.name && booking.request.day === day);

/** Whether a mover takes moves of a type. Whoever packs everything also takes moves that the customer packed. */
export const takes = ({ moveTypes }: Pick<Mover, 'moveTypes'>, moveType: MoveType): boolean =>
  moveTypes.includes(moveType) || (moveType === 'STANDARD' && moveTypes.includes('FULL_PACKING'));

/** Great-circle distance between two districts. */
export function kilometers(from: string, to: string): number {
  const [a, b] = [positionOf(from), positionOf(to)];
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const haversine = (angle: number): number => Math.sin(angle / 2) ** 2;
  const h =
    haversine(radians(b.latitude - a.latitude)) +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      haversine(radians(b.longitude - a.longitude));
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

function positionOf(address: string): Place {
  const located = locate({ address });
  if (located.status !== 'FOUND') throw new Error(`${address} is not a known district`);
  return located.place;
}

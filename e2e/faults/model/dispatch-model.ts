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
  | { readonly type: 'switched'; readonly mover: string; readonly available: boolean };

/** The state of assign. */
export interface Dispatch {
  readonly movers: readonly (Mover & { readonly available: boolean })[];
  readonly booked: readonly { readonly request: ModelRequest; readonly mover: string }[];
  /** The oldest first. */
  readonly waiting: readonly WaitingRequest[];
}

/** All homes are in the area of all movers, and no load is told. */
export type WaitingReason = 'NO_TEAM_IN_AREA' | 'NO_MOVER_FREE';

export interface WaitingRequest extends ModelRequest {
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
    default:
      return effect satisfies never;
  }
}

/** Books the nearest mover that is available, offers the move type and is free on the day; otherwise the request waits. */
function dispatchRequest(before: Dispatch, request: ModelRequest): Dispatch {
  const [nearest] = before.movers
    .filter((mover) => canServe(before, mover, request))
    .toSorted((a, b) => kilometers(a.base, request.home) - kilometers(b.base, request.home));
  return nearest
    ? { ...before, booked: [...before.booked, { request, mover: nearest.name }] }
    : { ...before, waiting: [...before.waiting, { ...request, reason: reasonFor(before.movers, request) }] };
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
    booked: [...before.booked, { request: next, mover: name }],
    waiting: before.waiting.filter((waiting) => waiting !== next),
  };
  return serveWaiting(after, name);
}

const canServe = (
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

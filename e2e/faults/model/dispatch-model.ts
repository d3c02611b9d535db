import type { MoveType } from '@movecall/schema/events';
import { locate } from '@movecall/values/places';

/**
 * What assign has to make of what reaches it, one thing after the other: who gets which mover, and who waits. All of it is
 * pure, and says in a page what the service does with locks, indexes and SQL.
 */

/** One of the two days that a sequence of commands makes its calls for. */
export type Day = 0 | 1;

/** A request as the customer makes it. */
export interface ModelRequest {
  /** Names it: the idempotency key, and the call once it is accepted. */
  readonly key: string;
  readonly day: Day;
  readonly moveType: MoveType;
  /** A district. */
  readonly home: string;
}

export interface Mover {
  readonly name: string;
  /** A district; no two movers are equally far from any home. */
  readonly base: string;
  readonly moveTypes: readonly MoveType[];
}

export type Effect =
  | { readonly type: 'asked'; readonly request: ModelRequest }
  /** Cancelled, or void because its customer was told to try again. */
  | { readonly type: 'withdrawn'; readonly key: string }
  | { readonly type: 'registered'; readonly mover: Mover }
  | { readonly type: 'switched'; readonly mover: string; readonly available: boolean };

export interface Dispatch {
  readonly movers: readonly (Mover & { readonly available: boolean })[];
  readonly booked: readonly { readonly request: ModelRequest; readonly mover: string }[];
  /** The oldest first. */
  readonly waiting: readonly ModelRequest[];
}

export function apply(before: Dispatch, effect: Effect): Dispatch {
  switch (effect.type) {
    case 'asked':
      return ask(before, effect.request);
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

/** The nearest mover that is available, offers the move type and is not booked on the day; else it waits. */
function ask(before: Dispatch, asked: ModelRequest): Dispatch {
  const [nearest] = before.movers
    .filter((mover) => canServe(before, mover, asked))
    .toSorted((a, b) => kilometers(a.base, asked.home) - kilometers(b.base, asked.home));
  return nearest
    ? { ...before, booked: [...before.booked, { request: asked, mover: nearest.name }] }
    : { ...before, waiting: [...before.waiting, asked] };
}

/** Its mover is free again and serves the next who waits. */
function withdraw(before: Dispatch, key: string): Dispatch {
  const given = before.booked.find((booking) => booking.request.key === key);
  const after = {
    ...before,
    booked: before.booked.filter((booking) => booking !== given),
    waiting: before.waiting.filter((waiting) => waiting.key !== key),
  };
  return given ? serveWaiting(after, given.mover) : after;
}

/** Gives a mover, on each day that it is free, to the oldest of those that wait and that it can serve. */
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
  { day, moveType }: ModelRequest,
): boolean =>
  mover.available &&
  mover.moveTypes.includes(moveType) &&
  !booked.some((booking) => booking.mover === mover.name && booking.request.day === day);

/** Great-circle distance between two districts. */
export function kilometers(from: string, to: string): number {
  const [a, b] = [locate({ address: from }), locate({ address: to })];
  if (!a || !b) throw new Error(`${from} or ${to} is no district`);
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const haversine = (angle: number): number => Math.sin(angle / 2) ** 2;
  const h =
    haversine(radians(b.latitude - a.latitude)) +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      haversine(radians(b.longitude - a.longitude));
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

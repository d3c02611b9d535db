import type { MovingSlot } from '@movecall/schema/events';
import { type Day, startOfDay } from '@movecall/values/days';

/** The parts of a day, which the time of teams is divided into. */

const HOUR_MS = 60 * 60 * 1000;

/** Hours in Seoul: a slot begins at the first one and ends before the last one. */
const hours: Readonly<Record<MovingSlot, readonly [from: number, to: number]>> = {
  MORNING: [8, 13],
  AFTERNOON: [13, 18],
  ALL_DAY: [8, 18],
};

/** The time range of a slot, as a tstzrange. */
export function rangeOfSlot(day: Day, slot: MovingSlot): string {
  const [from, to] = hours[slot].map((hour) => new Date(startOfDay(day).getTime() + hour * HOUR_MS));
  return `[${from?.toISOString()},${to?.toISOString()})`;
}

/** When a slot begins. */
export const slotBegins = (day: Day, slot: MovingSlot): Date =>
  new Date(startOfDay(day).getTime() + hours[slot][0] * HOUR_MS);

/** When a slot ends. */
export const slotEnds = (day: Day, slot: MovingSlot): Date =>
  new Date(startOfDay(day).getTime() + hours[slot][1] * HOUR_MS);

/** How many half days a team works on a day at most. A team with one is taken for the whole day by any job. */
export type SlotsPerDay = 1 | 2;

/** What a job in a slot takes of a team's day. */
export const slotTaken = (slotsPerDay: SlotsPerDay, slot: MovingSlot): MovingSlot =>
  slotsPerDay === 1 ? 'ALL_DAY' : slot;

/** Whether two slots of one day have a time in common. */
export const slotsOverlap = (one: MovingSlot, other: MovingSlot): boolean =>
  one === other || one === 'ALL_DAY' || other === 'ALL_DAY';

import type { MovingSlot } from '@movecall/schema/events';
import { addDays, type Day, isDay, seoulDay, startOfDay } from '@movecall/values/days';
import { MAX_DAYS_AHEAD } from '../quote/quote-input.ts';

/**
 * The decisions about an attempt to reschedule a call. It is stored before assign is asked to hold the new time, and is settled once:
 *
 *   PENDING ──▶ COMMITTED   the time is held: order, quote, contract and ledger changed in the same transaction
 *      └──────▶ VOID        no team has time, assign was slow, or the call was cancelled: RescheduleWithdrawn frees whatever is held
 */

export interface NewTime {
  readonly movingOn: Day;
  readonly slot: MovingSlot;
}

/** What is known of the order that is to be rescheduled. */
export interface ReschedulableOrder extends NewTime {
  readonly status: 'ACCEPTED' | 'WAITING' | 'ASSIGNED' | 'CANCELLED';
  readonly quoteId: string | null;
}

/** As the client sends it. Without a slot: that of the order. */
export interface AskedTime {
  readonly movingOn: string;
  readonly slot: MovingSlot | null;
}

export type TimeRefusal = 'ALREADY_CANCELLED' | 'NOT_RESCHEDULABLE' | 'INVALID_DATE' | 'INVALID_SLOT';

/** Decides whether a call may move to another time, before anybody is asked about room or price. `SAME`: it is there already. */
export function judgeTime(
  order: ReschedulableOrder,
  asked: AskedTime,
  now: Date,
): { readonly to: NewTime } | { readonly refusal: TimeRefusal } | 'SAME' {
  if (order.status === 'CANCELLED') return { refusal: 'ALREADY_CANCELLED' };
  if (isOver(order, now)) return { refusal: 'NOT_RESCHEDULABLE' };
  const slot = asked.slot ?? order.slot;
  if (asked.movingOn === order.movingOn && slot === order.slot) return 'SAME';
  if (!mayBeAskedFor(asked.movingOn, slot, now)) return { refusal: 'INVALID_DATE' };
  if (order.quoteId === null && slot !== 'ALL_DAY') return { refusal: 'INVALID_SLOT' };
  return { to: { movingOn: asked.movingOn, slot } };
}

/** A move with a team has started when its slot has begun, as far as anybody tells; one without a team can still go on to another day. */
const isOver = ({ status, movingOn, slot }: ReschedulableOrder, now: Date): boolean =>
  status === 'ASSIGNED' ? now >= beginningOf(movingOn, slot) : movingOn < seoulDay(now);

const mayBeAskedFor = (day: string, slot: MovingSlot, now: Date): boolean =>
  isDay(day) && day <= addDays(seoulDay(now), MAX_DAYS_AHEAD) && now < beginningOf(day, slot);

const HOUR_MS = 60 * 60 * 1000;
const firstHours: Readonly<Record<MovingSlot, number>> = { MORNING: 8, AFTERNOON: 13, ALL_DAY: 8 };

/** The moment at which a slot begins. */
const beginningOf = (day: Day, slot: MovingSlot): Date =>
  new Date(startOfDay(day).getTime() + firstHours[slot] * HOUR_MS);

/** Whether the customer has agreed to a price: it is what was agreed on before, or what is shown now. @param total whole won */
export const isAgreed = (total: number, agreed: { readonly cost: number; readonly total: number | null }) =>
  total === agreed.cost || total === agreed.total;

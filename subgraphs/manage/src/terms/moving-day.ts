import { addDays, type Day } from '@movecall/values/days';
import { type StandardTerms, unitOf } from './standard-terms.ts';

/** What the terms say about the moving day and what comes after it. Amounts are whole won. */

const HOUR_MS = 60 * 60 * 1000;

/** Whether the customer may end the move, because the team is not there. @param slotBegan the moment at which the slot began */
export const mayEndForAbsence = ({ hoursToWait }: StandardTerms, slotBegan: Date, now: Date): boolean =>
  now.getTime() - slotBegan.getTime() >= hoursToWait * HOUR_MS;

/** What the mover's side owes for a late delivery: whole hours count. @param lateMs milliseconds after the agreed moment */
export function owedForDelay(terms: StandardTerms, fare: number, lateMs: number): number {
  const { percentPerHour, most } = terms.delay;
  const unit = unitOf(terms, fare);
  const hours = Math.max(Math.floor(lateMs / HOUR_MS), 0);
  return Math.min(Math.floor((hours * unit * percentPerHour) / 100), most * unit);
}

/** What the customer owes for something that was not agreed on at first. Without consent it is not owed. */
export const owedForExtra = (amount: number, consented: boolean): number => (consented ? amount : 0);

/** Whether damage or loss was told in time. Days are calendar days in Seoul. */
export const isToldInTime = (
  { daysToTellDamage }: StandardTerms,
  { deliveredOn, toldOn }: { readonly deliveredOn: Day; readonly toldOn: Day },
): boolean => toldOn <= addDays(deliveredOn, daysToTellDamage);

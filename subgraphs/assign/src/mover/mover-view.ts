import { areaOf } from '@movecall/values/areas';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import { maskPlate } from '@movecall/values/plate';
import { maskTel, nationalTel } from '@movecall/values/tel';
import type { Company } from '../company/company.ts';
import type { Mover } from './mover.ts';

/** A mover as one viewer may see it. */
export interface MoverView {
  readonly id: string;
  readonly name: string;
  /** In the national form, or masked as `010****5678`. */
  readonly tel: string;
  /** Whole, or masked as `****4567`. */
  readonly plate: string;
  /** The base, or its area. */
  readonly base: Place;
  readonly available: boolean;
  /** What customers see of a company too. */
  readonly company: Company | null;
  readonly crew: number | null;
  /** The largest load; null for any. */
  readonly tons: number | null;
  readonly slotsPerDay: number;
  /** Null for customers. */
  readonly serviceArea: SeenArea | null;
  /** In the national form, or masked; null for customers. */
  readonly members: readonly string[] | null;
  /** Null for customers. Those before today are among them. */
  readonly daysOff: readonly Day[] | null;
}

/** A service area as it was entered. */
interface SeenArea {
  readonly radiusKm: number | null;
  readonly sigungu: readonly string[] | null;
}

/** A mover as operators see it. */
export const wholeMover = ({
  moveTypes: _types,
  registeredAt: _at,
  serviceArea,
  tel,
  members,
  ...mover
}: Mover): MoverView => ({
  ...mover,
  tel: nationalTel(tel),
  members: members.map(nationalTel),
  serviceArea: { radiusKm: null, sigungu: null, ...serviceArea },
});

/** A mover as the team itself sees it. */
export const ownTeam = (mover: Mover): MoverView => ({
  ...wholeMover(mover),
  members: mover.members.map(maskTel),
});

/** A mover as the customer sees it whose call it serves. */
export const moverOfCustomer = (mover: Mover): MoverView => ({
  ...wholeMover(mover),
  base: areaOf(mover.base),
  serviceArea: null,
  members: null,
  daysOff: null,
});

/** A mover as a customer sees it whose call it has served, or has lost. */
export const formerMoverOfCustomer = (mover: Mover): MoverView => ({
  ...moverOfCustomer(mover),
  tel: maskTel(mover.tel),
  plate: maskPlate(mover.plate),
});

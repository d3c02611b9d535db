import type { Day } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import type { Company } from '../company/company.ts';
import { companyJson } from '../company/company-row.ts';
import type { Mover } from './mover.ts';
import { reachOf, regionsOf } from './service-area.ts';
import { bookings, movers } from '../tables.ts';

/** Mapping between a mover and its row, which has a column for each part of the base. */

export function moverRow({
  base,
  moveTypes,
  members,
  company,
  serviceArea,
  daysOff: _rows,
  ...mover
}: Mover) {
  return {
    ...mover,
    moveTypes: [...moveTypes],
    members: [...members],
    companyId: company?.id ?? null,
    reachM: reachOf(serviceArea, base),
    sigungu: regionsOf(serviceArea)?.slice() ?? null,
    baseAddress: base.address,
    baseDistrict: base.district,
    baseLatitude: base.latitude,
    baseLongitude: base.longitude,
  };
}

/** The columns that an operator changes. */
export const changedColumns = (mover: Mover) => {
  const { id, companyId, crew, tons, reachM, sigungu, slotsPerDay, members } = moverRow(mover);
  return { id, companyId, crew, tons, reachM, sigungu, slotsPerDay, members };
};

/** What is selected to make a mover. */
export const moverColumns = {
  mover: movers,
  company: companyJson,
  daysOff: sql<readonly Day[]>`(
    select coalesce(json_agg((lower(during) at time zone 'Asia/Seoul')::date order by during), '[]') from ${bookings}
    where ${bookings.moverId} = ${movers.id} and ${bookings.callId} is null)`,
};

export function toMover({
  mover: row,
  company,
  daysOff,
}: {
  readonly mover: typeof movers.$inferSelect;
  readonly company: Company | null;
  readonly daysOff: readonly Day[];
}): Mover {
  const { id, name, tel, plate, moveTypes, available, registeredAt, crew, tons, slotsPerDay, members } = row;
  const serviceArea = row.sigungu ? { sigungu: row.sigungu } : { radiusKm: row.reachM / 1000 };
  const team = { moveTypes, crew, tons, serviceArea, slotsPerDay, members, daysOff };
  const base = {
    address: row.baseAddress,
    district: row.baseDistrict,
    latitude: row.baseLatitude,
    longitude: row.baseLongitude,
  };
  return { id, name, tel, plate, base, ...team, available, company, registeredAt };
}

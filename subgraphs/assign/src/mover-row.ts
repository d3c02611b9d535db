import type { Company } from './company/company.ts';
import { companyJson } from './company/company-row.ts';
import type { Mover } from './mover.ts';
import { movers } from './tables.ts';

/** Mapping between a mover and its row, which has a column for each part of the base. */

export function moverRow({ base, moveTypes, company, ...mover }: Mover): typeof movers.$inferInsert {
  return {
    ...mover,
    moveTypes: [...moveTypes],
    companyId: company?.id ?? null,
    baseAddress: base.address,
    baseDistrict: base.district,
    baseLatitude: base.latitude,
    baseLongitude: base.longitude,
  };
}

/** What is selected to make a mover. */
export const moverColumns = { mover: movers, company: companyJson };

export function toMover({
  mover: row,
  company,
}: {
  readonly mover: typeof movers.$inferSelect;
  readonly company: Company | null;
}): Mover {
  const { id, name, tel, plate, moveTypes, available, registeredAt } = row;
  const base = {
    address: row.baseAddress,
    district: row.baseDistrict,
    latitude: row.baseLatitude,
    longitude: row.baseLongitude,
  };
  return { id, name, tel, plate, base, moveTypes, available, company, registeredAt };
}

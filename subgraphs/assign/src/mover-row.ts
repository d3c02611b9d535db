import type { Mover } from './mover.ts';
import type { movers } from './tables.ts';

/** Mapping between a mover and its row, which has a column for each part of the base. */

export function moverRow({ base, moveTypes, ...mover }: Mover): typeof movers.$inferInsert {
  return {
    ...mover,
    moveTypes: [...moveTypes],
    baseAddress: base.address,
    baseDistrict: base.district,
    baseLatitude: base.latitude,
    baseLongitude: base.longitude,
  };
}

export function toMover(row: typeof movers.$inferSelect): Mover {
  const { id, name, tel, plate, moveTypes, available, registeredAt } = row;
  const base = {
    address: row.baseAddress,
    district: row.baseDistrict,
    latitude: row.baseLatitude,
    longitude: row.baseLongitude,
  };
  return { id, name, tel, plate, base, moveTypes, available, registeredAt };
}

import type { Mover } from './mover.ts';
import type { movers } from './tables.ts';

/** How a mover lies in its table: the base in columns of its own. */

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

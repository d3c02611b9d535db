import { distance } from '@turf/distance';

/** WGS 84, degrees. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** The great-circle distance between two positions. */
export const kilometres = (a: Position, b: Position): number =>
  distance([a.longitude, a.latitude], [b.longitude, b.latitude]);

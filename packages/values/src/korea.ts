import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import outline from './korea.json' with { type: 'json' };
import type { Position } from './position.ts';

/** South Korea with its islands, five kilometres off the coast. outline/draw.sh draws it. */
const korea = {
  type: 'MultiPolygon' as const,
  coordinates: outline.geometries.flatMap(({ coordinates }) => coordinates),
};

/** Whether a position lies in South Korea or hardly off its coast. Anything else is no home. */
export const isInKorea = ({ latitude, longitude }: Position): boolean =>
  booleanPointInPolygon([longitude, latitude], korea);

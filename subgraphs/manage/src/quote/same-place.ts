import { MAX_ADDRESS_LENGTH, type Place, type PlaceInput } from '@movecall/values/places';
import { parseLine } from '@movecall/values/text';

/**
 * Whether people mean a place that is kept: they write the address as it was written then, and coordinates either not at all or as they
 * are kept. Another spelling counts as another place, since two homes of one district have the same position.
 */
export function isSamePlace({ address, latitude, longitude }: PlaceInput, kept: Place | null): boolean {
  return (
    kept !== null &&
    parseLine(address, MAX_ADDRESS_LENGTH) === kept.address &&
    (latitude ?? kept.latitude) === kept.latitude &&
    (longitude ?? kept.longitude) === kept.longitude
  );
}

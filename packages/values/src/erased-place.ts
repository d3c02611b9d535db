import { districtPlace, type Place } from './places.ts';

/**
 * A place without what points to a home: its district. Of a place whose district is not known, a position to about ten kilometres
 * remains.
 */
export const erasedPlace = (place: Place): Place =>
  districtPlace(place) ?? {
    address: '',
    district: null,
    latitude: toTenth(place.latitude),
    longitude: toTenth(place.longitude),
  };

const toTenth = (degrees: number): number => Math.round(degrees * 10) / 10;

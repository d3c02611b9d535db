import { distance } from '@turf/distance';
import { z } from 'zod';
import { isInKorea } from './korea.ts';
import { parseLine } from './text.ts';

/** WGS 84, degrees. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** An address with its position. */
export interface Place extends Position {
  readonly address: string;
  /** The Korean name of the gu, as 마포구; null outside of Seoul or when unknown. */
  readonly district: string | null;
}

interface District extends Position {
  readonly name: string;
  readonly roman: string;
}

/** The 25 gu of Seoul, each with the position of its office (구청) to about a hundred metres. */
export const districts: readonly District[] = [
  { name: '종로구', roman: 'jongno', latitude: 37.5735, longitude: 126.979 },
  { name: '중구', roman: 'jung', latitude: 37.5638, longitude: 126.9976 },
  { name: '용산구', roman: 'yongsan', latitude: 37.5324, longitude: 126.9904 },
  { name: '성동구', roman: 'seongdong', latitude: 37.5634, longitude: 127.0369 },
  { name: '광진구', roman: 'gwangjin', latitude: 37.5385, longitude: 127.0823 },
  { name: '동대문구', roman: 'dongdaemun', latitude: 37.5744, longitude: 127.0397 },
  { name: '중랑구', roman: 'jungnang', latitude: 37.6063, longitude: 127.0927 },
  { name: '성북구', roman: 'seongbuk', latitude: 37.5894, longitude: 127.0167 },
  { name: '강북구', roman: 'gangbuk', latitude: 37.6396, longitude: 127.0257 },
  { name: '도봉구', roman: 'dobong', latitude: 37.6688, longitude: 127.0471 },
  { name: '노원구', roman: 'nowon', latitude: 37.6542, longitude: 127.0568 },
  { name: '은평구', roman: 'eunpyeong', latitude: 37.6027, longitude: 126.9291 },
  { name: '서대문구', roman: 'seodaemun', latitude: 37.5791, longitude: 126.9368 },
  { name: '마포구', roman: 'mapo', latitude: 37.5663, longitude: 126.9019 },
  { name: '양천구', roman: 'yangcheon', latitude: 37.517, longitude: 126.8666 },
  { name: '강서구', roman: 'gangseo', latitude: 37.551, longitude: 126.8495 },
  { name: '구로구', roman: 'guro', latitude: 37.4955, longitude: 126.8877 },
  { name: '금천구', roman: 'geumcheon', latitude: 37.4569, longitude: 126.8956 },
  { name: '영등포구', roman: 'yeongdeungpo', latitude: 37.5264, longitude: 126.8963 },
  { name: '동작구', roman: 'dongjak', latitude: 37.5124, longitude: 126.9393 },
  { name: '관악구', roman: 'gwanak', latitude: 37.4784, longitude: 126.9516 },
  { name: '서초구', roman: 'seocho', latitude: 37.4837, longitude: 127.0324 },
  { name: '강남구', roman: 'gangnam', latitude: 37.5173, longitude: 127.0473 },
  { name: '송파구', roman: 'songpa', latitude: 37.5145, longitude: 127.1059 },
  { name: '강동구', roman: 'gangdong', latitude: 37.5301, longitude: 127.1238 },
];

/** In characters; the longest Korean road addresses are far shorter. */
export const MAX_ADDRESS_LENGTH = 200;

const coordinates = z.object({
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
});

export interface PlaceInput {
  readonly address: string;
  readonly latitude?: number | null | undefined;
  readonly longitude?: number | null | undefined;
}

/** Kilometres from the office of a district. A home farther away does not lie in the district that its address names. */
const MAX_DISTANCE_KM = 60;

/** Other cities have a district of this name too. */
const SHARED_NAMES = ['중구', '강서구'];

/**
 * Finds the coordinates and the district of an address. An address that names a district of Seoul, in Korean or romanised,
 * needs no coordinates; any other address needs both.
 *
 * @returns null for a malformed address, missing coordinates, a position outside of South Korea, or one that is more than 60 km
 *   from the district that the address names
 */
export function locate(place: PlaceInput): Place | null {
  const address = parseLine(place.address, MAX_ADDRESS_LENGTH);
  const parsed = coordinates.safeParse(place);
  if (address === null || !parsed.success) return null;
  const { latitude, longitude } = parsed.data;
  const named = findDistrict(address);
  if (latitude != null && longitude != null) return locateAt(address, named, { latitude, longitude });
  if (latitude != null || longitude != null || !named) return null;
  return { ...positionOf(named.district), address, district: named.district.name };
}

/** Checks the coordinates that came with an address. */
function locateAt(address: string, named: NamedDistrict | null, position: Position): Place | null {
  if (!isInKorea(position)) return null;
  const isNear = named !== null && kilometres(position, named.district) <= MAX_DISTANCE_KM;
  if (named?.isCertain && !isNear) return null;
  return { address, district: isNear ? named.district.name : null, ...position };
}

const kilometres = (a: Position, b: Position): number =>
  distance([a.longitude, a.latitude], [b.longitude, b.latitude]);

const positionOf = ({ latitude, longitude }: Position): Position => ({ latitude, longitude });

/**
 * The district of a place as a place of its own, for those who may know no more: its name and the position of its office.
 *
 * @returns null when the district is not known
 */
export function districtPlace(place: Pick<Place, 'district'>): Place | null {
  const district = districts.find(({ name }) => name === place.district);
  return district ? { ...positionOf(district), address: district.name, district: district.name } : null;
}

interface NamedDistrict {
  readonly district: District;
  /** Whether no other city can be meant. */
  readonly isCertain: boolean;
}

/** The district that an address begins with: `mapo`, `Mapo-gu`, `마포`, `마포구`, `서울 마포구 …`, `서울특별시 마포구 …`. */
function findDistrict(address: string): NamedDistrict | null {
  const words = address.split(/[ ,]+/);
  const namesSeoul = /^(서울|서울시|서울특별시|seoul)$/i.test(words[0] ?? '');
  const first = namesSeoul ? words[1] : words[0];
  if (first === undefined) return null;
  const roman = first.toLowerCase().replace(/-?gu$/, '');
  const district = districts.find(({ name, ...names }) => {
    const short = name.slice(0, -1);
    return first === name || (short.length > 1 && first === short) || roman === names.roman;
  });
  return district ? { district, isCertain: namesSeoul || !SHARED_NAMES.includes(district.name) } : null;
}

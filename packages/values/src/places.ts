import { z } from 'zod';
import { parseLine } from './text.ts';

/** An address with its WGS 84 coordinates in degrees. */
export interface Place {
  readonly address: string;
  /** The Korean name of the gu, as 마포구; null outside of Seoul or when unknown. */
  readonly district: string | null;
  readonly latitude: number;
  readonly longitude: number;
}

interface District {
  readonly name: string;
  readonly roman: string;
  readonly latitude: number;
  readonly longitude: number;
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

/** Whether a position lies in the box around South Korea and its islands; a home outside of it is a mistake. */
const inKorea = (latitude: number, longitude: number): boolean =>
  latitude >= 33 && latitude <= 38.7 && longitude >= 124.5 && longitude <= 132;

/**
 * Finds the coordinates and the district of an address. An address that names a district of Seoul, in Korean or romanised,
 * needs no coordinates; any other address needs both.
 *
 * @returns null for a malformed address, missing coordinates, or a position outside of South Korea
 */
export function locate(place: PlaceInput): Place | null {
  const address = parseLine(place.address, MAX_ADDRESS_LENGTH);
  const parsed = coordinates.safeParse(place);
  if (address === null || !parsed.success) return null;
  const { latitude, longitude } = parsed.data;
  const district = findDistrict(address);
  if (latitude != null && longitude != null) {
    return inKorea(latitude, longitude)
      ? { address, district: district?.name ?? null, latitude, longitude }
      : null;
  }
  if (latitude != null || longitude != null || !district) return null;
  return { address, district: district.name, latitude: district.latitude, longitude: district.longitude };
}

/** The district that an address begins with: `mapo`, `Mapo-gu`, `마포`, `마포구`, `서울 마포구 …`, `서울특별시 마포구 …`. */
function findDistrict(address: string): District | undefined {
  const words = address.split(/[ ,]+/);
  const first = /^(서울|서울시|서울특별시|seoul)$/i.test(words[0] ?? '') ? words[1] : words[0];
  if (first === undefined) return undefined;
  const name = first.toLowerCase().replace(/-?gu$/, '');
  return districts.find((district) => {
    const short = district.name.slice(0, -1);
    return first === district.name || (short.length > 1 && first === short) || name === district.roman;
  });
}

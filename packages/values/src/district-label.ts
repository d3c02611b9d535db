import { sidos } from './regions/sido.ts';

/** The districts of Seoul whose names other cities have, too. */
export const sharedWithSeoul: readonly string[] = ['중구', '강서구'];

/**
 * A 시·군·구 as people call it: `마포구` in Seoul, `부산 중구`, `경기 수원시`, `세종시`. The name of a district of Seoul stands alone unless
 * another city has a district of that name.
 *
 * @param sido the official name of the 시·도; null when it is not known
 */
export function districtLabel(sido: string | null, district: string): string {
  const short = sidos.find(({ name }) => name === sido)?.short;
  if (short === undefined || short === '세종') return district;
  return short === '서울' && !sharedWithSeoul.includes(district) ? district : `${short} ${district}`;
}

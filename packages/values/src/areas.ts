import { districtPlace, type Place } from './places.ts';

/**
 * The area of a place, for people who may know where it is about, and not its address: its district, with the position of the
 * district's office. Of a place outside of the districts that are known it is what the address begins with (시·도, 시·군·구), with
 * the position to a tenth of a degree, about ten kilometres.
 */
export function areaOf(place: Place): Place {
  return (
    districtPlace(place) ?? {
      address: regionIn(place.address),
      district: null,
      latitude: toTenths(place.latitude),
      longitude: toTenths(place.longitude),
    }
  );
}

/** A word that names an administrative region. Names have at most nine syllables, as 전남광주통합특별시. */
const REGION =
  /^(서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|전남광주|[가-힣]{1,8}[시도군구])$/;
/** 시·도, 시·군, 구. */
const MAX_LEVELS = 3;
const NOT_NAMED = '지역 정보 없음';

function regionIn(address: string): string {
  const words = address.split(/[\s,]+/).slice(0, MAX_LEVELS);
  const end = words.findIndex((word) => !REGION.test(word));
  return words.slice(0, end === -1 ? words.length : end).join(' ') || NOT_NAMED;
}

const toTenths = (degrees: number): number => Math.round(degrees * 10) / 10;

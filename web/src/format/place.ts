import { districtLabel } from '@movecall/values/district-label';

/** The fields of a place that its name is made of. */
interface NamedPlace {
  readonly address: string;
  readonly district: string | null;
  /** The official name of the 시·도. */
  readonly sido: string | null;
}

/** A place in a few words: `마포구`, `부산 중구`, `경기 수원시`; its address when its district is not known. */
export const placeName = ({ address, district, sido }: NamedPlace): string =>
  district === null ? address : districtLabel(sido, district);

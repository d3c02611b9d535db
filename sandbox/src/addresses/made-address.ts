/** An address that the sandbox knows. */
export interface MadeAddress {
  /** As 서울, or 강원특별자치도: as Kakao Local writes the 시·도. */
  readonly sido: string;
  /** As 마포구, or `성남시 분당구`; empty in 세종. */
  readonly sigungu: string;
  /** As 상암동. */
  readonly dong: string;
  /** As 1605 or 980-16. */
  readonly lot: string;
  /** As 월드컵북로. */
  readonly road: string;
  readonly building: string;
  /** Of the house in its road. */
  readonly number: string;
  /** WGS 84, degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

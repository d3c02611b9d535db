/** A place to drive to. Latitude and longitude in degrees (WGS 84). */
export interface Goal {
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** The addresses that open a route to a place: in the apps of phones, and on a page for where there is no app. */
export const routesTo = ({ address, latitude, longitude }: Goal) => ({
  kakao: `kakaomap://route?ep=${latitude},${longitude}&by=CAR`,
  tmap: `tmap://route?goalname=${encodeURIComponent(address)}&goalx=${longitude}&goaly=${latitude}`,
  web: `https://map.kakao.com/link/to/${encodeURIComponent(address)},${latitude},${longitude}`,
});

import { Navigation } from 'lucide-react';
import type { MouseEvent } from 'react';

/** A place to drive to. Latitude and longitude in degrees (WGS 84). */
export interface Goal {
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** An app that has opened hides the page within this time, ms. */
const APP_OPENS_WITHIN = 1_500;

/** The addresses that open a route to a place: in the apps of phones, and on a page for where there is no app. */
export const routesTo = ({ address, latitude, longitude }: Goal) => ({
  kakao: `kakaomap://route?ep=${latitude},${longitude}&by=CAR`,
  tmap: `tmap://route?goalname=${encodeURIComponent(address)}&goalx=${longitude}&goaly=${latitude}`,
  web: `https://map.kakao.com/link/to/${encodeURIComponent(address)},${latitude},${longitude}`,
});

/** Links that open the navigation of the phone. Where its app does not open, the route is shown on Kakao's page. */
export function Directions({ goal, to }: { readonly goal: Goal; readonly to: string }) {
  const { kakao, tmap, web } = routesTo(goal);
  return (
    <div className="directions" role="group" aria-label={`${to} 길 안내`}>
      {[
        { label: '카카오맵', app: kakao },
        { label: 'T맵', app: tmap },
      ].map(({ label, app }) => (
        <a
          key={label}
          href={web}
          target="_blank"
          rel="noopener noreferrer"
          className="secondary"
          onClick={(event) => openApp(event, app, web)}
        >
          <Navigation size={18} />
          {label}
        </a>
      ))}
    </div>
  );
}

/** Opens the app of a phone. A desk has none: there the link opens the page. */
function openApp(event: MouseEvent, app: string, web: string): void {
  if (!/Android|iPhone|iPad/.test(navigator.userAgent)) return;
  event.preventDefault();
  location.href = app;
  setTimeout(() => {
    if (document.visibilityState === 'visible') location.href = web;
  }, APP_OPENS_WITHIN);
}

import { Navigation } from 'lucide-react';
import type { MouseEvent } from 'react';
import { type Goal, routesTo } from './routes-to.ts';

/** An app that has opened hides the page within this time, ms. */
const APP_OPENS_WITHIN = 1_500;

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

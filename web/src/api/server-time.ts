import { addDays, type Day, seoulDay, startOfDay } from '@movecall/values/days';
import { useEffect, useState } from 'react';
import { useWake } from './wake.ts';

/** The server's time at a moment of `performance.now()`; ms. The clock of the device may be wrong, and decides nothing. */
let read: { readonly server: number; readonly at: number } | null = null;

/** Reads the time from the server's `Date` header. @throws TypeError without an answer */
export async function readServerTime(): Promise<void> {
  const { headers } = await fetch('/', { method: 'HEAD', cache: 'no-store' });
  read = { server: Date.parse(headers.get('date') ?? ''), at: performance.now() };
}

/** Milliseconds since 1970. `readServerTime` must have resolved before. */
function serverNow(): number {
  if (read === null) throw new Error('the server’s time has not been read yet');
  return read.server + performance.now() - read.at;
}

/** Today in Seoul by the server's time; the component renders again at midnight. */
export function useToday(): Day {
  const [today, setToday] = useState(serverToday);
  const update = (): void => setToday(serverToday());
  useEffect(() => {
    const untilMidnight = startOfDay(addDays(today, 1)).getTime() - serverNow();
    const timer = setTimeout(() => setToday(serverToday()), Math.max(0, untilMidnight));
    return () => clearTimeout(timer);
  }, [today]);
  // `performance.now()` stands still while the device sleeps.
  useWake(() => void readServerTime().then(update, () => undefined));
  return today;
}

const serverToday = (): Day => seoulDay(new Date(serverNow()));

import { addDays, type Day, seoulDay, startOfDay } from '@movecall/values/days';
import { useEffect, useState } from 'react';
import { useWake } from './wake.ts';

/** The server's time at a moment of `performance.now()` and of the device's clock; ms. The clock of the device may be wrong. */
let read: { readonly server: number; readonly at: number; readonly device: number } | null = null;

/** Reads the time from the server's `Date` header. @throws Error without an answer or without that header */
export async function readServerTime(): Promise<void> {
  const { headers } = await fetch('/', { method: 'HEAD', cache: 'no-store' });
  const server = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(server)) throw new Error('the server’s answer has no valid Date header');
  read = { server, at: performance.now(), device: Date.now() };
}

/** A phone may have no signal: longer than this a screen that is useful without the server does not wait for its time, ms. */
const PATIENCE_MS = 4_000;

/** Reads the server's time. Without an answer the device's clock stands in for it until the network returns. */
export async function readTimeOrGuess(): Promise<void> {
  const patience = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  await Promise.race([readServerTime(), patience]).catch(() => {
    read ??= { server: Date.now(), at: performance.now(), device: Date.now() };
  });
}

/** A time that was read this long ago is read again when a screen begins to need it: the device may have slept since, ms. */
const FRESH_MS = 1_000;

/** Milliseconds since 1970. `readServerTime` must have resolved before. */
export function serverNow(): number {
  if (read === null) throw new Error('the server’s time has not been read yet');
  return read.server + performance.now() - read.at;
}

/** The same by the clock of the device, which goes on while the device sleeps: for what happens without a network. */
export function momentNow(): number {
  if (read === null) throw new Error('the server’s time has not been read yet');
  return read.server + Date.now() - read.device;
}

/** Today in Seoul by the server's time; the component renders again at midnight. */
export function useToday(): Day {
  const [today, setToday] = useState(serverToday);
  useEffect(() => {
    const untilMidnight = startOfDay(addDays(today, 1)).getTime() - serverNow();
    const timer = setTimeout(() => setToday(serverToday()), Math.max(0, untilMidnight));
    return () => clearTimeout(timer);
  }, [today]);
  useEffect(() => {
    if (read !== null && performance.now() - read.at > FRESH_MS) readTodayAgain(setToday);
  }, []);
  // `performance.now()` stands still while the device sleeps.
  useWake(() => readTodayAgain(setToday));
  return today;
}

const serverToday = (): Day => seoulDay(new Date(serverNow()));

/** Without an answer, today stays what it was. */
function readTodayAgain(set: (today: Day) => void): void {
  readServerTime().then(
    () => set(serverToday()),
    () => undefined,
  );
}

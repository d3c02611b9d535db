import type { StreamName } from '@movecall/schema/streams';
import { KEPT, LOGINS_KEPT } from './invariant.ts';

/** How long a stream keeps its events at least, as an interval of Postgres. */
export const keptOn = (name: StreamName): string => (name === 'call-logins' ? LOGINS_KEPT : KEPT);

const MINUTE_MS = 60_000;
const msOf = (interval: string): number =>
  Number.parseInt(interval, 10) * (interval.endsWith('days') ? 24 * 60 * MINUTE_MS : MINUTE_MS);

/** Whether something is so old that it may have been deleted. */
export const mayBeGone = (at: Date | string, kept: string = KEPT): boolean =>
  new Date(at).getTime() < Date.now() - msOf(kept);

import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { LRUCache } from 'lru-cache';

export interface PointLeases {
  /**
   * Takes one point.
   *
   * @returns 0 when it is taken, otherwise after how many milliseconds there are points again; a promise of it when the
   * limiter has to be asked first.
   */
  take(key: string): number | Promise<number>;
}

/** What the limiter said last; when the window ends, at `until`, it is worth nothing. */
type Lease =
  | { readonly kind: 'points'; left: number; readonly until: number }
  | { readonly kind: 'exhausted'; readonly until: number };

/** More keys at a time forget the oldest: what was left of its lease is lost. */
const MAX_KEYS = 20_000;

/**
 * Points of a shared limiter, taken from it some at a time and spent here: a limit that all routers count together costs a
 * round trip only once in a while. Never more is spent than the limiter has; what a router leased and does not spend within
 * the window is lost to the others. One router alone can spend all of it, since a lease divides the limit.
 */
export function createPointLeases(
  limiter: Pick<RateLimiterAbstract, 'consume'>,
  points: number,
): PointLeases {
  const size = leaseSize(points);
  const leases = new LRUCache<string, Lease>({ max: MAX_KEYS });
  const renewals = new Map<string, Promise<void>>();

  /** @returns null when there is nothing to spend and the limiter has to be asked. */
  function spend(key: string): number | null {
    const lease = leases.get(key);
    const now = performance.now();
    if (!lease || lease.until <= now) return null;
    if (lease.kind === 'exhausted') return lease.until - now;
    if (lease.left === 0) return null;
    lease.left -= 1;
    return 0;
  }

  /** Asks the limiter, once for all who wait. */
  function renew(key: string): Promise<void> {
    const running = renewals.get(key);
    if (running) return running;
    const renewal = ask(key).finally(() => renewals.delete(key));
    renewals.set(key, renewal);
    return renewal;
  }

  async function ask(key: string): Promise<void> {
    // The window is reckoned from before the question: rather ended too early than outlived by its lease.
    const asked = performance.now();
    const until = ({ msBeforeNext }: RateLimiterRes): number => asked + Math.max(1, msBeforeNext);
    try {
      leases.set(key, { kind: 'points', left: size, until: until(await limiter.consume(key, size)) });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      leases.set(key, { kind: 'exhausted', until: until(refusal) });
    }
  }

  async function renewAndSpend(key: string): Promise<number> {
    for (;;) {
      await renew(key);
      const wait = spend(key);
      if (wait !== null) return wait;
    }
  }

  return { take: (key) => spend(key) ?? renewAndSpend(key) };
}

/** The largest divisor of a limit that is at most a tenth of it, or 1. */
export function leaseSize(points: number): number {
  for (let size = Math.floor(points / 10); size > 1; size -= 1) if (points % size === 0) return size;
  return 1;
}

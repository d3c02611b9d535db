import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { LRUCache } from 'lru-cache';

export interface LeasedLimiter {
  /**
   * Takes one point of a key.
   *
   * @returns 0 when the point is taken, otherwise the time until the key has points again, ms. A promise of that when the
   * shared limiter must be called first; it rejects when that call fails.
   */
  take(key: string): number | Promise<number>;
}

/** The last response of the shared limiter. It is valid until the window ends: `until`, in the time of performance.now(). */
type Lease =
  | { readonly kind: 'points'; left: number; readonly until: number }
  | { readonly kind: 'exhausted'; readonly until: number };

/** The largest number of cached leases. When the cache drops a lease, its unspent points are lost. */
const MAX_KEYS = 20_000;

/**
 * Leases points from a shared limiter and spends them locally, so that a limit that all routers count together costs a round
 * trip only now and then. The routers together never spend more points than the limiter has. Points that a router has leased
 * and does not spend within the window are lost to the other routers. A single router can spend all points, because the size
 * of a lease divides the limit.
 *
 * @param limiter counts the points of all routers
 * @param points the limit of one key in one window of `limiter`
 */
export function createLeasedLimiter(
  limiter: Pick<RateLimiterAbstract, 'consume'>,
  points: number,
): LeasedLimiter {
  const size = leaseSize(points);
  const leases = new LRUCache<string, Lease>({ max: MAX_KEYS });
  const renewals = new Map<string, Promise<void>>();

  /** @returns as `take`; null when the key has no valid lease with points */
  function spend(key: string): number | null {
    const lease = leases.get(key);
    const now = performance.now();
    if (!lease || lease.until <= now) return null;
    if (lease.kind === 'exhausted') return lease.until - now;
    if (lease.left === 0) return null;
    lease.left -= 1;
    return 0;
  }

  /** Renews the lease of a key; concurrent requests share one renewal. */
  function renew(key: string): Promise<void> {
    const running = renewals.get(key);
    if (running) return running;
    const renewal = requestLease(key).finally(() => renewals.delete(key));
    renewals.set(key, renewal);
    return renewal;
  }

  async function requestLease(key: string): Promise<void> {
    // The window is counted from before the call: a lease may end early, but it must not outlive the window.
    const calledAt = performance.now();
    const until = ({ msBeforeNext }: RateLimiterRes): number => calledAt + Math.max(1, msBeforeNext);
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

/** The size of a lease, in points: the largest divisor of the limit that is at most a tenth of the limit, or 1. */
export function leaseSize(points: number): number {
  for (let size = Math.floor(points / 10); size > 1; size -= 1) if (points % size === 0) return size;
  return 1;
}

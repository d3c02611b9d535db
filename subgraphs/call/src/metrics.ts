import type { Database } from '@movecall/eventlog';
import type { Scrape } from '@movecall/telemetry/metrics';
import type { MoveCallStatus } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { createAcceptance } from './acceptance.ts';
import type { RateLimit } from './rate-limit.ts';
import type { StatusCame } from './store.ts';
import { attempts, calls } from './tables.ts';

type Acceptance = ReturnType<typeof createAcceptance>;

/** Counts what customers who call for movers are told, and how long they wait. */
export function createCallMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: 'movecall_call_requests_total',
    help: 'Requests for a call, by what was answered; RATE_LIMITED: too many of one phone, FAILED: a fault of ours',
    labelNames: ['outcome'],
    registers,
  });
  const statuses = new Counter({
    name: 'movecall_call_statuses_total',
    help: 'Statuses that calls have come to',
    labelNames: ['status'],
    registers,
  });
  const confirmation = new Histogram({
    name: 'movecall_call_confirmation_seconds',
    help: 'From a call being accepted to its being confirmed; waited: whether it had to wait for a mover meanwhile',
    labelNames: ['waited'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400],
    registers,
  });
  for (const outcome of ['ACCEPTED', 'TRY_AGAIN_LATER', 'IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED', 'FAILED'])
    requests.inc({ outcome }, 0);
  for (const waited of ['false', 'true']) confirmation.zero({ waited });

  return {
    /** A call has come to a status. */
    status(status: MoveCallStatus, { afterMs, waited }: StatusCame): void {
      statuses.inc({ status });
      if (status === 'CONFIRMED') confirmation.observe({ waited: String(waited) }, afterMs / 1_000);
    },
    counted: (acceptance: Acceptance): Acceptance => ({
      async request(asked) {
        try {
          const outcome = await acceptance.request(asked);
          requests.inc({ outcome: 'refusal' in outcome ? outcome.refusal : 'ACCEPTED' });
          return outcome;
        } catch (error) {
          requests.inc({ outcome: 'FAILED' });
          throw error;
        }
      },
    }),
    countedLimit: (limit: RateLimit): RateLimit => ({
      ...limit,
      async take(key) {
        const retryAfterSeconds = await limit.take(key);
        if (retryAfterSeconds !== null) requests.inc({ outcome: 'RATE_LIMITED' });
        return retryAfterSeconds;
      },
    }),
  };
}

/** The calls that have not come to their end, and since when; the index of those under way answers it. */
export const exposeCalls = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_call_open: {
        help: 'Calls that are not confirmed and not cancelled, by status and by why they wait',
        labels: ['status', 'waiting'],
      },
      movecall_call_open_oldest_seconds: {
        help: 'How long ago the oldest of them was requested',
        labels: ['status', 'waiting'],
      },
      movecall_call_attempts_overdue: {
        help: 'Requests whose deadline has passed, which the sweeper has not withdrawn yet',
        labels: [],
      },
    },
    async read() {
      const open = await db.execute<{ status: string; waiting: string; calls: number; seconds: number }>(sql`
        select status, coalesce(waiting_reason, 'no reason') as waiting, count(*)::int as calls,
          extract(epoch from now() - min(requested_at))::float as seconds
        from ${calls} where status in ('REQUESTED', 'ASSIGNING') group by 1, 2`);
      const [overdue] = await db.execute<{ attempts: number }>(sql`
        select count(*)::int as attempts from ${attempts} where status = 'PENDING' and deadline < now()`);
      return {
        movecall_call_open: open.map(
          ({ status, waiting, calls: count }) => [{ status, waiting }, count] as const,
        ),
        movecall_call_open_oldest_seconds: open.map(
          ({ status, waiting, seconds }) => [{ status, waiting }, Math.max(seconds, 0)] as const,
        ),
        movecall_call_attempts_overdue: [[{}, overdue?.attempts ?? 0]],
      };
    },
  });

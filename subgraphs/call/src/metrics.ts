import type { Database } from '@movecall/eventlog';
import type { Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { AcceptanceSaga } from './acceptance/acceptance-saga.ts';
import { type LoginLimitName, loginLimitNames } from './limits.ts';
import type { StatusReached } from './store.ts';
import { attempts, calls } from './tables.ts';

/** Metrics of the answers to customers, of the statuses that calls reach, and of the time until a confirmation. */
export function createCallMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: 'movecall_call_requests_total',
    help: 'Requests for a call, by answer; RATE_LIMITED: too many of one phone, FAILED: an error in this service',
    labelNames: ['outcome'],
    registers,
  });
  const loginRefusals = new Counter({
    name: 'movecall_call_login_refusals_total',
    help: 'Login codes that were not sent, and codes that were not checked, by the limit that refused them',
    labelNames: ['limit'],
    registers,
  });
  const statuses = new Counter({
    name: 'movecall_call_statuses_total',
    help: 'Statuses that calls have reached',
    labelNames: ['status'],
    registers,
  });
  const confirmation = new Histogram({
    name: 'movecall_call_confirmation_seconds',
    help: 'Time from the acceptance of a call to its confirmation; waited: whether no mover was free meanwhile',
    labelNames: ['waited'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400],
    registers,
  });
  for (const outcome of ['ACCEPTED', 'TRY_AGAIN_LATER', 'IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED', 'FAILED'])
    requests.inc({ outcome }, 0);
  for (const limit of loginLimitNames) loginRefusals.inc({ limit }, 0);
  for (const waited of ['false', 'true']) confirmation.zero({ waited });

  return {
    statusReached({ status, afterMs, waited }: StatusReached): void {
      statuses.inc({ status });
      if (status === 'CONFIRMED') confirmation.observe({ waited: String(waited) }, afterMs / 1_000);
    },
    countedSaga: (saga: AcceptanceSaga): AcceptanceSaga => ({
      async run(request) {
        try {
          const outcome = await saga.run(request);
          requests.inc({ outcome: 'refusal' in outcome ? outcome.refusal : 'ACCEPTED' });
          return outcome;
        } catch (error) {
          requests.inc({ outcome: 'FAILED' });
          throw error;
        }
      },
    }),
    callRefused: (): void => requests.inc({ outcome: 'RATE_LIMITED' }),
    loginRefused: (limit: LoginLimitName): void => loginRefusals.inc({ limit }),
  };
}

/** Shows how many calls are not settled, and how old the oldest is. The index `calls_under_way` answers the query. */
export const exposeCalls = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_call_open: {
        help: 'Calls that are neither confirmed nor cancelled, by status and by reason to wait',
        labels: ['status', 'waiting'],
      },
      movecall_call_open_oldest_seconds: {
        help: 'How long ago the oldest of these calls was requested',
        labels: ['status', 'waiting'],
      },
      movecall_call_attempts_overdue: {
        help: 'Attempts whose deadline has passed and which the sweeper has not withdrawn yet',
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

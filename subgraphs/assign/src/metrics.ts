import type { Database } from '@movecall/eventlog';
import type { Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import { requests } from './tables.ts';

/** Shows how many requests wait for a mover. The index `requests_waiting` answers the query. */
export const exposeWaiting = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_assign_waiting: { help: 'Requests that wait for a mover, by reason', labels: ['reason'] },
    },
    async read() {
      const rows = await db.execute<{ reason: string; waiting: number }>(sql`
        select waiting_reason as reason, count(*)::int as waiting from ${requests}
        where status = 'WAITING' group by waiting_reason`);
      return { movecall_assign_waiting: rows.map(({ reason, waiting }) => [{ reason }, waiting] as const) };
    },
  });

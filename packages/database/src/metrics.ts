import type postgres from 'postgres';
import type { Scrape } from '@movecall/telemetry/metrics';

/** Exposes the connections of a process by state. It asks the server: the driver does not report the state of its pool. */
export const exposeConnections = (scrape: Scrape, sql: postgres.Sql, applicationName: string): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_database_connections: {
        help: 'Connections of this process to its database, by state: active, waiting for a lock, idle …',
        labels: ['state'],
      },
    },
    async read() {
      const rows = await sql<{ state: string; connections: number }[]>`
        select case when wait_event_type = 'Lock' then 'waiting for a lock' else coalesce(state, 'unknown') end as state,
          count(*)::int as connections
        from pg_stat_activity where application_name = ${applicationName} and datname = current_database()
        group by 1`;
      return {
        movecall_database_connections: rows.map(
          ({ state, connections }) => [{ state }, connections] as const,
        ),
      };
    },
  });

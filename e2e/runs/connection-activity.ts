import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'postgres';

/** For each activity its share of all samples of busy connections; the most frequent first. */
export type ActivityShares = Readonly<Record<string, number>>;

const SAMPLE_EVERY_MS = 200;

/** Samples what assign's database connections are doing, until `end` is called. */
export function sampleActivity(assign: Sql) {
  const seen = new Map<string, number>();
  let ending = false;
  const sampling = (async () => {
    while (!ending) {
      const rows = await assign<{ doing: string }[]>`
        select case when state = 'active' and wait_event is null then 'running a statement'
          when state like 'idle in transaction%' then 'waiting for assign''s next statement'
          else wait_event_type || ' ' || wait_event end as doing
        from pg_stat_activity
        where application_name like 'assign-%' and state <> 'idle'`;
      for (const { doing } of rows) seen.set(doing, (seen.get(doing) ?? 0) + 1);
      await pause(SAMPLE_EVERY_MS);
    }
  })();
  return {
    async end(): Promise<ActivityShares> {
      ending = true;
      await sampling;
      const all = [...seen.values()].reduce((sum, count) => sum + count, 0);
      return Object.fromEntries(
        [...seen].toSorted(([, a], [, b]) => b - a).map(([doing, count]) => [doing, count / all]),
      );
    },
  };
}

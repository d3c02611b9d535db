import type { Sample, Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database } from './event.ts';
import { COUNTED, UNPUBLISHED } from './outbox.ts';
import { oldestUnfinished, streamState } from './stream-state.ts';
import { deadLetters } from './tables.ts';

/** What a relay has before it: stated and not on the stream yet. */
export const exposeOutbox = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      eventlog_outbox_unpublished: {
        help: `Events that are stated and not on the stream yet; more than ${COUNTED} are not counted`,
        labels: [],
      },
      eventlog_outbox_oldest_unpublished_seconds: {
        help: 'How long the oldest of them has been waiting; 0 when there is none',
        labels: [],
      },
    },
    async read() {
      const [row] = await db.execute<{ events: number; seconds: number }>(sql`
        select events, coalesce(extract(epoch from now() - since), 0)::float as seconds
        from (${sql.raw(UNPUBLISHED)}) as unpublished`);
      return {
        eventlog_outbox_unpublished: [[{}, row?.events ?? 0]],
        eventlog_outbox_oldest_unpublished_seconds: [[{}, Math.max(row?.seconds ?? 0, 0)]],
      };
    },
  });

/** How far the groups are that read a stream. Its producer tells of all of them: one that does not run could not. */
export const exposeStream = (
  scrape: Scrape,
  redis: RedisClient,
  stream: string,
  groups: readonly string[],
): void =>
  scrape.add({
    dependency: 'redis',
    gauges: {
      eventlog_stream_length: { help: 'Entries that a stream holds', labels: ['stream'] },
      eventlog_group_lag: {
        help: 'Entries that no consumer of a group has been given yet',
        labels: ['stream', 'group'],
      },
      eventlog_group_pending: {
        help: 'Entries that consumers of a group hold and have not acknowledged',
        labels: ['stream', 'group'],
      },
      eventlog_group_oldest_seconds: {
        help: 'How long the oldest entry that a group has not dealt with has been on the stream; 0 when there is none',
        labels: ['stream', 'group'],
      },
    },
    async read() {
      const [length, { groups: known }] = await Promise.all([redis.xlen(stream), streamState(redis, stream)]);
      const states = groups.map(
        (group) =>
          known.find((each) => each.group === group) ?? { group, delivered: '0-0', pending: 0, lag: length },
      );
      const ages = await Promise.all(
        states.map(async (state): Promise<Sample> => {
          const oldest = await oldestUnfinished(redis, stream, state);
          const seconds = oldest === null ? 0 : (Date.now() - Number(oldest.split('-')[0])) / 1_000;
          return [{ stream, group: state.group }, Math.max(seconds, 0)];
        }),
      );
      return {
        eventlog_stream_length: [[{ stream }, length]],
        // Redis knows no lag where entries were deleted, and before 7.0.
        eventlog_group_lag: states.flatMap(({ group, lag }): Sample[] =>
          lag === null ? [] : [[{ stream, group }, lag]],
        ),
        eventlog_group_pending: states.map(({ group, pending }) => [{ stream, group }, pending] as const),
        eventlog_group_oldest_seconds: ages,
      };
    },
  });

/** What this service gave up. */
export const exposeDeadLetters = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      eventlog_dead_letters: {
        help: 'Dead letters whose events have not been applied since, and that nobody has dropped',
        labels: ['stream'],
      },
    },
    async read() {
      const rows = await db.execute<{ stream: string; letters: number }>(
        sql`select stream, count(*)::int as letters from ${deadLetters} group by stream`,
      );
      return { eventlog_dead_letters: rows.map(({ stream, letters }) => [{ stream }, letters] as const) };
    },
  });

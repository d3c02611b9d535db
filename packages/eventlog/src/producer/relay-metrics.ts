import type { Sample, Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database } from '../event.ts';
import { type GroupState, oldestUnfinished, streamState } from '../stream/stream-state.ts';
import { COUNTED, UNPUBLISHED } from './outbox.ts';

/** Exposes how many events are not on the stream yet, and for how long. */
export const exposeOutbox = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      eventlog_outbox_unpublished: {
        help: `Events in the outbox that are not on the stream yet; more than ${COUNTED} are not counted`,
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

/** Exposes how far each group has read a stream. The producer exposes it: a consumer that does not run could not. */
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
        help: 'How long the oldest entry that a group has not finished has been on the stream; 0 when there is none',
        labels: ['stream', 'group'],
      },
    },
    async read() {
      const [length, { groups: known }] = await Promise.all([redis.xlen(stream), streamState(redis, stream)]);
      const states = groups.map(
        (group) =>
          known.find((each) => each.group === group) ?? { group, delivered: '0-0', pending: 0, lag: length },
      );
      return {
        eventlog_stream_length: [[{ stream }, length]],
        // Redis does not know the lag where entries were deleted, nor before version 7.0.
        eventlog_group_lag: states.flatMap(({ group, lag }): Sample[] =>
          lag === null ? [] : [[{ stream, group }, lag]],
        ),
        eventlog_group_pending: states.map(({ group, pending }) => [{ stream, group }, pending] as const),
        eventlog_group_oldest_seconds: await Promise.all(
          states.map(async (state): Promise<Sample> => {
            return [{ stream, group: state.group }, await oldestAge(redis, stream, state)];
          }),
        ),
      };
    },
  });

/** How long the oldest entry that a group has not finished has been on the stream, in seconds; 0 when there is none. */
async function oldestAge(redis: RedisClient, stream: string, state: GroupState): Promise<number> {
  const oldest = await oldestUnfinished(redis, stream, state);
  if (oldest === null) return 0;
  return Math.max((Date.now() - Number(oldest.split('-')[0])) / 1_000, 0);
}

import type { Sample, Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database } from '../event.ts';
import { type GroupState, oldestUnfinished, streamState } from '../stream/stream-state.ts';
import { COUNTED, unpublished } from './outbox.ts';

/** Exposes how many events are not on the stream yet, and for how long. */
export const exposeOutbox = (scrape: Scrape, db: Database, prefixes: readonly string[]): void =>
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
        from (${sql.raw(unpublished(prefixes))}) as unpublished`);
      return {
        eventlog_outbox_unpublished: [[{}, row?.events ?? 0]],
        eventlog_outbox_oldest_unpublished_seconds: [[{}, Math.max(row?.seconds ?? 0, 0)]],
      };
    },
  });

/** Exposes how far each group has read its streams. The producer exposes it: a consumer that does not run could not. */
export const exposeStreams = (
  scrape: Scrape,
  redis: RedisClient,
  streams: readonly { readonly stream: string; readonly groups: readonly string[] }[],
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
      const lengths = await Promise.all(
        streams.map(async ({ stream }): Promise<Sample> => [{ stream }, await redis.xlen(stream)]),
      );
      const states = (
        await Promise.all(streams.map(({ stream, groups }) => groupStates(redis, stream, groups)))
      ).flat();
      return {
        eventlog_stream_length: lengths,
        // Redis does not know the lag where entries were deleted, nor before version 7.0.
        eventlog_group_lag: states.flatMap(({ labels, lag }): Sample[] =>
          lag === null ? [] : [[labels, lag]],
        ),
        eventlog_group_pending: states.map(({ labels, pending }): Sample => [labels, pending]),
        eventlog_group_oldest_seconds: await Promise.all(
          states.map(async (state): Promise<Sample> => {
            return [state.labels, await oldestAge(redis, state.labels.stream, state)];
          }),
        ),
      };
    },
  });

/** The state of each of these groups. A group that does not exist has been given nothing. */
async function groupStates(redis: RedisClient, stream: string, groups: readonly string[]) {
  const [length, { groups: known }] = await Promise.all([redis.xlen(stream), streamState(redis, stream)]);
  return groups.map((group) => ({
    group,
    delivered: '0-0',
    pending: 0,
    lag: length,
    ...known.find((each) => each.group === group),
    labels: { stream, group },
  }));
}

/** How long the oldest entry that a group has not finished has been on the stream, in seconds; 0 when there is none. */
async function oldestAge(redis: RedisClient, stream: string, state: GroupState): Promise<number> {
  const oldest = await oldestUnfinished(redis, stream, state);
  if (oldest === null) return 0;
  return Math.max((Date.now() - Number(oldest.split('-')[0])) / 1_000, 0);
}

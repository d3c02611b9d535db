import type { RedisClient } from '@movecall/redis';
import { compareEntryIds, type StreamEntry, toEntries } from './entries.ts';

export interface GroupState {
  readonly group: string;
  /** The id of the last entry that Redis has given to a consumer. */
  readonly delivered: string;
  /** How many entries consumers hold and have not acknowledged. */
  readonly pending: number;
  /** How many entries no consumer has been given yet; null when Redis does not know. */
  readonly lag: number | null;
}

export interface StreamState {
  /** The id of the last entry; `0-0` when there is none. */
  readonly last: string;
  readonly groups: readonly GroupState[];
}

/** The end of a stream, and how far its consumer groups have read. A stream that does not exist is empty. */
export async function streamState(redis: RedisClient, stream: string): Promise<StreamState> {
  if (!(await redis.exists(stream))) return { last: '0-0', groups: [] };
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  return { last: last?.[0] ?? '0-0', groups: await groupStates(redis, stream) };
}

/** Whether a group has finished every entry of the stream. */
export const isCaughtUp = ({ last }: StreamState, group: GroupState): boolean =>
  group.pending === 0 && compareEntryIds(group.delivered, last) >= 0;

async function groupStates(redis: RedisClient, stream: string): Promise<GroupState[]> {
  const infos = (await redis.xinfo('GROUPS', stream)) as unknown[];
  return infos.map((info) => {
    const fields = toRecord(info);
    return {
      group: String(fields['name']),
      delivered: String(fields['last-delivered-id']),
      pending: Number(fields['pending']),
      lag: typeof fields['lag'] === 'number' ? fields['lag'] : null,
    };
  });
}

export interface ConsumerState {
  readonly name: string;
  readonly pending: number;
  /** The time since the consumer last sent a command, ms. */
  readonly idleMs: number;
}

/** The consumers that a group knows by name, those that no longer run among them. */
export async function consumersOf(
  redis: RedisClient,
  stream: string,
  group: string,
): Promise<ConsumerState[]> {
  const infos = (await redis.xinfo('CONSUMERS', stream, group)) as unknown[];
  return infos.map((info) => {
    const fields = toRecord(info);
    return {
      name: String(fields['name']),
      pending: Number(fields['pending']),
      idleMs: Number(fields['idle']),
    };
  });
}

/** The id of the oldest entry that a group has not finished; null when there is none. */
export async function oldestUnfinished(
  redis: RedisClient,
  stream: string,
  { group, delivered, pending }: GroupState,
): Promise<string | null> {
  if (pending > 0) return lowestPending(redis, stream, group);
  const [next] = await redis.xrange(stream, `(${delivered}`, '+', 'COUNT', 1);
  return next?.[0] ?? null;
}

async function lowestPending(redis: RedisClient, stream: string, group: string): Promise<string | null> {
  const [, lowest] = (await redis.xpending(stream, group)) as [number, string | null];
  return lowest;
}

/**
 * How many entries `finishedByAll` reads to find the last one with a number. When more entries in a row have none, it finds
 * nothing until the next event is finished.
 */
const MAX_UNNUMBERED = 20;

/**
 * The last event that all of these groups have finished, together with every event before it. Null when there is none, or
 * when one of the groups does not exist: after a loss that group will be created again, and will start at the beginning.
 * Other groups do not count: a group that was created by hand and abandoned would block retention permanently.
 */
export async function finishedByAll(
  redis: RedisClient,
  stream: string,
  names: readonly string[],
): Promise<StreamEntry | null> {
  const { last, groups } = await streamState(redis, stream);
  const counted = groups.filter(({ group }) => names.includes(group));
  if (counted.length < names.length) return null;
  const finished = await Promise.all(
    counted.map(async ({ group, delivered, pending }) => {
      if (pending === 0) return delivered;
      const lowest = await lowestPending(redis, stream, group);
      // Exclusive: a pending entry is not finished.
      return lowest === null ? delivered : `(${lowest}`;
    }),
  );
  const bare = (id: string): string => id.replace('(', '');
  const first = finished.toSorted((a, b) => compareEntryIds(bare(a), bare(b)))[0] ?? last;
  const entries = toEntries(stream, await redis.xrevrange(stream, first, '-', 'COUNT', MAX_UNNUMBERED));
  return entries.find(({ number }) => number > 0) ?? null;
}

/** In RESP2 Redis answers a flat list of names and values, in RESP3 a map. */
const toRecord = (info: unknown): Record<string, unknown> => {
  if (!Array.isArray(info)) return info as Record<string, unknown>;
  const pairs: [string, unknown][] = [];
  for (let i = 0; i < info.length; i += 2) pairs.push([String(info[i]), info[i + 1]]);
  return Object.fromEntries(pairs);
};

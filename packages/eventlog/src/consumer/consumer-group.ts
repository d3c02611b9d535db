import { type RedisClient } from '@movecall/redis';
import type { Liveness } from '@movecall/telemetry/liveness';
import { byStream, type RawEntries } from '../stream/entries.ts';
import { consumersOf } from '../stream/stream-state.ts';

/** One consumer of a group, and the connection on which it sends its commands. */
export interface Membership {
  readonly redis: RedisClient;
  readonly group: string;
  readonly consumer: string;
  readonly liveness: Liveness;
}

/** How many entries are read, claimed or handed back at a time. */
const BATCH = 200;
/** A consumer name that has held no entry for this time, ms, belonged to a process that will not come back. */
const FORGET_AFTER_MS = 60 * 60 * 1000;
/** The idle time that `handBack` gives an entry, ms: longer than any consumer waits before it takes an entry over. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Creates the group where it does not exist. A new group starts at the stream's beginning; the inbox knows what was applied.
 */
export const joinGroup = ({ redis, group, liveness }: Membership, stream: string): Promise<void> =>
  liveness.during('consumer: joining its group', async () => {
    await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: Error) => {
      if (!error.message.startsWith('BUSYGROUP')) throw error;
    });
  });

/**
 * Reads, in batches, the entries that this consumer holds: it has received and not acknowledged them, perhaps in an earlier
 * process.
 */
export async function* readHeld(member: Membership, stream: string): AsyncGenerator<RawEntries> {
  const { redis, group, consumer, liveness } = member;
  for (let after = '0'; ;) {
    const answer = await liveness.during('consumer: reading what it holds', () =>
      redis.xreadgroup('GROUP', group, consumer, 'COUNT', BATCH, 'STREAMS', stream, after),
    );
    const held = byStream(answer).flatMap(([, entries]) => entries);
    yield held;
    const [last] = held.at(-1) ?? [];
    if (last === undefined || held.length < BATCH) return;
    after = last;
  }
}

/** Takes over, in batches, the entries that other consumers have held for at least `idleMs` milliseconds. */
export async function* takeOver(
  member: Membership,
  stream: string,
  idleMs: number,
): AsyncGenerator<RawEntries> {
  const { redis, group, consumer, liveness } = member;
  for (let cursor = '0-0'; ;) {
    const [next, entries] = (await liveness.during('consumer: taking over', () =>
      redis.xautoclaim(stream, group, consumer, idleMs, cursor, 'COUNT', BATCH),
    )) as [string, RawEntries];
    yield entries;
    if (next === '0-0') return;
    cursor = next;
  }
}

/** Deletes from the group the names of consumers whose process is gone. */
export const forgetGoneConsumers = (member: Membership, stream: string): Promise<void> =>
  member.liveness.during('consumer: forgetting gone consumers', async () => {
    const { redis, group, consumer } = member;
    for (const { name, pending, idleMs } of await consumersOf(redis, stream, group)) {
      if (name !== consumer && pending === 0 && idleMs > FORGET_AFTER_MS) {
        await redis.xgroup('DELCONSUMER', stream, group, name);
      }
    }
  });

/**
 * Makes the entries that this consumer holds look abandoned, so that the next consumer that takes over receives them at
 * once.
 */
export async function handBack({ redis, group, consumer }: Membership, stream: string): Promise<void> {
  for (let from = '-'; ;) {
    const held = await redis.xpending(stream, group, from, '+', BATCH, consumer);
    const ids = (held as [entryId: string, ...unknown[]][]).map(([entryId]) => entryId);
    const last = ids.at(-1);
    if (last === undefined) return;
    // The consumer claims its own entries: that sets their idle time.
    const idle = ['IDLE', ABANDONED_MS, 'JUSTID'] as const;
    await redis.call('XCLAIM', stream, group, consumer, 0, ...ids, ...idle);
    from = `(${last}`;
  }
}

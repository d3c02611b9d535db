import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import { connectNow, type RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BLOCK, connect } from '../stream/connection.ts';
import { type RawEntries, type StreamEntry, toEntries, toStreamEntries } from '../stream/entries.ts';
import {
  forgetGoneConsumers,
  handBack,
  joinGroup,
  type Membership,
  readHeld,
  takeOver,
} from './consumer-group.ts';

export interface GroupReaderOptions {
  readonly redis: RedisClient;
  readonly group: string;
  readonly consumer: string;
  readonly streams: readonly string[];
  readonly logger: Logger;
  readonly liveness?: Liveness;
  /** After this time, ms, an entry that another consumer holds is taken over. */
  readonly takeOverAfterMs?: number;
  /** How many new entries are read at a time. When the process dies, those it has not begun wait until they are taken over. */
  readonly batch: number;
}

export interface EntrySink {
  take(entry: StreamEntry): void;
  /** Resolves when new entries may be read. */
  room(): Promise<void>;
}

export interface GroupReader {
  start(): Promise<void>;
  /** Never rejects: entries that could not be acknowledged are delivered again, and the inbox knows them. */
  acknowledge(entries: readonly StreamEntry[]): Promise<void>;
  /** Reads no more entries. Acknowledging works until `disconnect`. */
  stop(): Promise<void>;
  /** Lets other consumers take over at once the entries that are not acknowledged. Never rejects, and ends after a second. */
  handBack(): Promise<void>;
  disconnect(): void;
}

const RETRY_MS = 250;
const DEFAULT_TAKE_OVER_MS = 5_000;
/** One look for entries to take over in so many also looks for consumers that are gone. */
const ROUNDS_A_CLEANING = 20;
/** The time limit of `handBack`, ms: while Redis is unavailable, a process still ends soon. */
const HAND_BACK_WITHIN_MS = 1_000;

/**
 * Hands the entries of some streams to one consumer of a group, each at least once: first the entries that the consumer
 * already holds, then new ones, and meanwhile those that other consumers have held for too long. When Redis has lost the
 * group, it is created again at the stream's beginning; the inbox knows what was applied.
 *
 * Only new entries wait for `room`. Entries that were delivered before are limited in number, and may be the ones that the
 * entries in the full queues wait for.
 */
export function createGroupReader(options: GroupReaderOptions, sink: EntrySink): GroupReader {
  const { group, consumer, streams, logger, liveness = unwatched } = options;
  // One connection per stream: the streams of a cluster may be on different nodes, and no read waits behind another one.
  const blocking = new Map(
    streams.map((stream) => [stream, connect(options.redis, 'consumer', logger, { blocks: true })]),
  );
  const redis = connect(options.redis, 'consumer', logger, { blocks: false });
  const stopping = new AbortController();
  const { signal } = stopping;
  const held = createHeldEntries(sink, signal);
  const reading: Reading = { options, member: { redis, group, consumer, liveness }, sink, held, signal };
  let loops: Promise<unknown> = Promise.resolve();

  function startLoop(name: string, loop: () => Promise<void>): Promise<void> {
    const running = repeat(loop, reading);
    liveness.watchLoop(name, running, () => signal.aborted);
    return running;
  }

  return {
    async start() {
      await Promise.all([redis, ...blocking.values()].map(connectNow));
      const readers = [...blocking].map(([stream, connection]) =>
        startLoop(`consumer: the reader of ${stream}`, () => readNew(reading, stream, connection)),
      );
      loops = Promise.all([
        ...readers,
        startLoop('consumer: the take-over', () => takeOverRegularly(reading)),
      ]);
    },
    async acknowledge(entries) {
      if (entries.length === 0) return;
      for (const entry of entries) held.release(entry);
      try {
        await failpoint('consumer.committed');
        const idsIn = (stream: string): string[] =>
          entries.filter((entry) => entry.stream === stream).map(({ entryId }) => entryId);
        const read = streams.filter((stream) => idsIn(stream).length > 0);
        await Promise.all(read.map((stream) => redis.xack(stream, group, ...idsIn(stream))));
      } catch (error) {
        logger.debug({ err: error, entries: entries.length }, 'consumer: entries could not be acknowledged');
      }
    },
    async stop() {
      stopping.abort();
      for (const connection of blocking.values()) connection.disconnect();
      await loops;
    },
    async handBack() {
      const handed = Promise.all(streams.map((stream) => handBack(reading.member, stream))).catch(
        (error: unknown) =>
          logger.debug(
            { err: error, group },
            'consumer: entries could not be handed back; others will take them over',
          ),
      );
      await Promise.race([handed, pause(HAND_BACK_WITHIN_MS, undefined, { ref: false })]);
    },
    disconnect: () => redis.disconnect(),
  };
}

/** What the loops of a reader share. */
interface Reading {
  readonly options: GroupReaderOptions;
  readonly member: Membership;
  readonly sink: EntrySink;
  readonly held: HeldEntries;
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
}

/** Hands the held entries of a stream to the sink, then new ones until `stop`. */
async function readNew(reading: Reading, stream: string, connection: RedisClient): Promise<void> {
  const { options, member, sink, held, signal } = reading;
  const { group, consumer, liveness } = member;
  await joinGroup(member, stream);
  for await (const entries of readHeld(member, stream)) {
    await acknowledgeLost(reading, stream, entries);
    held.takeAll(toEntries(stream, entries));
  }
  while (!signal.aborted) {
    await sink.room();
    const answer = await liveness.during('consumer: reading', () =>
      connection.xreadgroup(
        'GROUP',
        group,
        consumer,
        'COUNT',
        options.batch,
        ...BLOCK,
        'STREAMS',
        stream,
        '>',
      ),
    );
    held.takeAll(toStreamEntries(answer));
  }
}

/** Acknowledges the entries of which Redis has kept only the ids. The relay appends their events again, as new entries. */
async function acknowledgeLost(
  { options, member }: Reading,
  stream: string,
  entries: RawEntries,
): Promise<void> {
  const lost = entries.filter(([, fields]) => fields === null).map(([entryId]) => entryId);
  if (lost.length === 0) return;
  const { redis, group } = member;
  options.logger.warn(
    { stream, group, lost: lost.length },
    'consumer: Redis lost entries that this consumer held',
  );
  await redis.xack(stream, group, ...lost);
}

/**
 * Takes over, until `stop`, the entries that other consumers have held for too long. All streams are asked together, so that an idle
 * process wakes once.
 */
async function takeOverRegularly({ options, member, held, signal }: Reading): Promise<void> {
  const { streams, takeOverAfterMs = DEFAULT_TAKE_OVER_MS } = options;
  for (let round = 1; !signal.aborted; round += 1) {
    await pause(takeOverAfterMs / 2, undefined, { signal });
    await Promise.all(
      streams.map(async (stream) => {
        for await (const entries of takeOver(member, stream, takeOverAfterMs))
          held.takeAll(toEntries(stream, entries));
        if (round % ROUNDS_A_CLEANING === 0) await forgetGoneConsumers(member, stream);
      }),
    );
  }
}

/** Runs a loop until `stop`, and again after it has failed. */
async function repeat(loop: () => Promise<void>, { options, signal }: Reading): Promise<void> {
  const { logger, group } = options;
  while (!signal.aborted) {
    try {
      await loop();
    } catch (error) {
      if (signal.aborted) return;
      const lostGroup = error instanceof Error && error.message.includes('NOGROUP');
      logger.warn(
        { err: error, group },
        lostGroup
          ? 'consumer: Redis lost the group; creating it again'
          : 'consumer: reading failed; will try again',
      );
      if (!lostGroup) await pause(RETRY_MS);
    }
  }
}

interface HeldEntries {
  /** Hands to the sink the entries that it does not hold yet. After `stop` it hands on none. */
  takeAll(entries: readonly StreamEntry[]): void;
  release(entry: StreamEntry): void;
}

/**
 * The entries that the sink holds. An entry that is claimed again, or read again after a lost group, is not handed on twice.
 */
function createHeldEntries(sink: EntrySink, signal: AbortSignal): HeldEntries {
  const held = new Set<string>();
  const nameOf = ({ stream, entryId }: StreamEntry): string => `${stream} ${entryId}`;
  return {
    takeAll(entries) {
      for (const entry of entries) {
        if (signal.aborted) return;
        if (held.has(nameOf(entry))) continue;
        held.add(nameOf(entry));
        sink.take(entry);
      }
    },
    release: (entry) => void held.delete(nameOf(entry)),
  };
}

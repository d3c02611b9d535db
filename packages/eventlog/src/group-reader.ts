import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import { reach, type RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BLOCK, connect } from './connection.ts';
import { consumersOf } from './stream-state.ts';
import { byStream, type RawEntries, type StreamEntry, toEntries, toStreamEntries } from './stream.ts';

export interface GroupReaderOptions {
  readonly redis: RedisClient;
  readonly group: string;
  readonly consumer: string;
  readonly streams: readonly string[];
  readonly logger: Logger;
  readonly liveness?: Liveness;
  readonly takeOverAfterMs?: number;
  /** How many entries are read at a time. What was read and not begun waits for its take-over when the process dies. */
  readonly batch: number;
}

export interface EntrySink {
  take(entry: StreamEntry): void;
  /** Resolves when more may be read. */
  room(): Promise<void>;
}

export interface GroupReader {
  start(): Promise<void>;
  acknowledge(entry: StreamEntry): Promise<void>;
  /** Reads no more; acknowledging still works until `disconnect`. */
  stop(): Promise<void>;
  /** What was handed out and is not acknowledged becomes the next one's that looks, instead of waiting to be given up for dead. */
  handBack(): Promise<void>;
  disconnect(): void;
}

const CLAIM_BATCH = 200;
const RETRY_MS = 250;
const DEFAULT_TAKE_OVER_MS = 5_000;
/** A consumer name that has held nothing for so long is that of a process that will not come back. */
const FORGET_AFTER_MS = 60 * 60 * 1000;
/** Idle for longer than any consumer waits before it takes over, ms. */
const GIVEN_UP_MS = 24 * 60 * 60 * 1000;
/** Without Redis there is nothing to hand back, ms. */
const HAND_BACK_WITHIN_MS = 1_000;

/**
 * Hands the entries of some streams to one consumer of a group, each at least once: what it had not acknowledged in an
 * earlier life first, then new ones, and what other consumers have held for too long. A group that Redis lost is made again
 * from the stream's beginning; the inbox knows what was dealt with.
 *
 * Only new entries are read with an eye to `room`. What was handed out before is bounded already, and may be just what the
 * entries that fill the room are waiting for.
 */
export function createGroupReader(options: GroupReaderOptions, sink: EntrySink): GroupReader {
  const { group, consumer, streams, batch, logger, takeOverAfterMs = DEFAULT_TAKE_OVER_MS } = options;
  const { liveness = unwatched } = options;
  /** One for each stream: the streams of a cluster may be on different nodes, and no read waits behind another one. */
  const blocking = new Map(
    streams.map((stream) => [stream, connect(options.redis, 'consumer', logger, { blocks: true })]),
  );
  const commands = connect(options.redis, 'consumer', logger, { blocks: false });
  /** What is with us now: claimed again, or read again after a lost group, it is not taken twice. */
  const held = new Set<string>();
  const stopping = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();

  const nameOf = (entry: StreamEntry): string => `${entry.stream} ${entry.entryId}`;

  function takeAll(entries: readonly StreamEntry[]): void {
    for (const entry of entries) {
      if (stopping.signal.aborted) return;
      if (held.has(nameOf(entry))) continue;
      held.add(nameOf(entry));
      sink.take(entry);
    }
  }

  async function ensureGroup(stream: string): Promise<void> {
    await commands.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: Error) => {
      if (!error.message.startsWith('BUSYGROUP')) throw error;
    });
  }

  /** What this consumer was given before and did not acknowledge. */
  async function takeUpOwn(stream: string): Promise<void> {
    for (let after = '0'; ;) {
      const answer = await liveness.during('consumer: taking up its own', () =>
        commands.xreadgroup('GROUP', group, consumer, 'COUNT', CLAIM_BATCH, 'STREAMS', stream, after),
      );
      const own = byStream(answer).flatMap(([, entries]) => entries);
      await letGoOfLost(stream, own);
      takeAll(toEntries(stream, own));
      const [last] = own.at(-1) ?? [];
      if (last === undefined || own.length < CLAIM_BATCH) break;
      after = last;
    }
  }

  /** Of what Redis lost only the ids are left; the relay appends it again, under other ids. */
  async function letGoOfLost(stream: string, entries: RawEntries): Promise<void> {
    const lost = entries.filter(([, fields]) => fields === null).map(([entryId]) => entryId);
    if (lost.length === 0) return;
    logger.warn({ stream, group, lost: lost.length }, 'consumer: Redis lost entries that were held');
    await commands.xack(stream, group, ...lost);
  }

  async function readNew(stream: string, connection: RedisClient): Promise<void> {
    await liveness.during('consumer: joining its group', () => ensureGroup(stream));
    await takeUpOwn(stream);
    while (!stopping.signal.aborted) {
      await sink.room();
      const answer = await liveness.during('consumer: reading', () =>
        connection.xreadgroup('GROUP', group, consumer, 'COUNT', batch, ...BLOCK, 'STREAMS', stream, '>'),
      );
      takeAll(toStreamEntries(answer));
    }
  }

  async function takeOver(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(takeOverAfterMs / 2, undefined, { signal: stopping.signal });
      await takeOverOnce();
    }
  }

  async function takeOverOnce(): Promise<void> {
    for (const stream of streams) {
      for (let cursor = '0-0'; ;) {
        const [next, entries] = (await liveness.during('consumer: taking over', () =>
          commands.xautoclaim(stream, group, consumer, takeOverAfterMs, cursor, 'COUNT', CLAIM_BATCH),
        )) as [string, RawEntries];
        takeAll(toEntries(stream, entries));
        if (next === '0-0') break;
        cursor = next;
      }
      await liveness.during('consumer: forgetting the gone', () => forgetTheGone(stream));
    }
  }

  async function forgetTheGone(stream: string): Promise<void> {
    for (const { name, pending, idleMs } of await consumersOf(commands, stream, group)) {
      if (name !== consumer && pending === 0 && idleMs > FORGET_AFTER_MS) {
        await commands.xgroup('DELCONSUMER', stream, group, name);
      }
    }
  }

  async function handBackOf(stream: string): Promise<void> {
    for (let from = '-'; ;) {
      const own = await commands.xpending(stream, group, from, '+', CLAIM_BATCH, consumer);
      const ids = (own as [entryId: string, ...unknown[]][]).map(([entryId]) => entryId);
      const last = ids.at(-1);
      if (last === undefined) return;
      // Claimed for itself, only to look idle: the next one that takes over takes it.
      const idle = ['IDLE', GIVEN_UP_MS, 'JUSTID'] as const;
      await commands.call('XCLAIM', stream, group, consumer, 0, ...ids, ...idle);
      from = `(${last}`;
    }
  }

  /** Runs a loop until `stop`, again after a fault. */
  async function keep(loop: () => Promise<void>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await loop();
      } catch (error) {
        if (stopping.signal.aborted) return;
        const lostGroup = error instanceof Error && error.message.includes('NOGROUP');
        logger.warn(
          { err: error, group },
          lostGroup ? 'consumer: the group is gone; making it again' : 'consumer: reading failed',
        );
        if (!lostGroup) await pause(RETRY_MS);
      }
    }
  }

  return {
    async start() {
      await Promise.all([commands, ...blocking.values()].map(reach));
      const named: readonly (readonly [string, Promise<void>])[] = [
        ...[...blocking].map(
          ([stream, connection]) =>
            [`consumer: the reader of ${stream}`, keep(() => readNew(stream, connection))] as const,
        ),
        ['consumer: the take-over', keep(takeOver)],
      ];
      for (const [name, loop] of named) liveness.lasting(name, loop, () => stopping.signal.aborted);
      loops = Promise.all(named.map(([, loop]) => loop));
    },
    async acknowledge(entry) {
      held.delete(nameOf(entry));
      // Not acknowledged, it comes again and is found in the inbox.
      try {
        await failpoint('consumer.committed');
        await commands.xack(entry.stream, group, entry.entryId);
      } catch (error) {
        logger.debug({ err: error, entryId: entry.entryId }, 'consumer: not acknowledged');
      }
    },
    async stop() {
      stopping.abort();
      for (const connection of blocking.values()) connection.disconnect();
      await loops;
    },
    async handBack() {
      const handed = Promise.all(streams.map(handBackOf)).catch((error: unknown) => {
        logger.debug({ err: error, group }, 'consumer: what it held waits to be taken over');
      });
      await Promise.race([handed, pause(HAND_BACK_WITHIN_MS, undefined, { ref: false })]);
    },
    disconnect: () => commands.disconnect(),
  };
}

import type { Redis } from 'ioredis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BLOCK, connect } from './connection.ts';
import { type RawEntries, type StreamEntry, toEntries, toStreamEntries } from './stream.ts';

export interface GroupReaderOptions {
  readonly redis: Redis;
  readonly group: string;
  readonly consumer: string;
  readonly streams: readonly string[];
  readonly logger: Logger;
  readonly takeOverAfterMs?: number;
}

export interface GroupReader {
  start(): Promise<void>;
  acknowledge(entry: StreamEntry): Promise<void>;
  /** Reads no more; acknowledging still works until `disconnect`. */
  stop(): Promise<void>;
  disconnect(): void;
}

const BATCH = 200;
const RETRY_MS = 250;
const DEFAULT_TAKE_OVER_MS = 10_000;

/**
 * Hands the entries of some streams to one consumer of a group, each at least once: what it had not acknowledged in an
 * earlier life first, then new ones, and what other consumers have held for too long. A group that Redis lost is made again
 * from the stream's beginning; the inbox knows what was dealt with.
 *
 * `take` may answer a promise to slow the reading down.
 */
export function createGroupReader(
  options: GroupReaderOptions,
  take: (entry: StreamEntry) => Promise<void>,
): GroupReader {
  const { group, consumer, streams, logger, takeOverAfterMs = DEFAULT_TAKE_OVER_MS } = options;
  const blocking = connect(options.redis, 'consumer', logger, { blocks: true });
  const commands = connect(options.redis, 'consumer', logger, { blocks: false });
  /** What is with us now: claimed again, or read again after a lost group, it is not taken twice. */
  const held = new Set<string>();
  const stopping = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();

  const nameOf = (entry: StreamEntry): string => `${entry.stream} ${entry.entryId}`;

  async function takeAll(entries: readonly StreamEntry[]): Promise<void> {
    for (const entry of entries) {
      if (stopping.signal.aborted) return;
      if (held.has(nameOf(entry))) continue;
      held.add(nameOf(entry));
      await take(entry);
    }
  }

  async function ensureGroups(): Promise<void> {
    for (const stream of streams) {
      await commands.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    }
  }

  /** What this consumer was given before and did not acknowledge. */
  async function takeUpOwn(): Promise<void> {
    for (const stream of streams) {
      for (let after = '0'; ;) {
        const answer = await commands.xreadgroup(
          'GROUP',
          group,
          consumer,
          'COUNT',
          BATCH,
          'STREAMS',
          stream,
          after,
        );
        const entries = toStreamEntries(answer);
        await takeAll(entries);
        const last = entries.at(-1);
        if (!last || entries.length < BATCH) break;
        after = last.entryId;
      }
    }
  }

  async function readNew(): Promise<void> {
    await ensureGroups();
    await takeUpOwn();
    const ids = streams.map(() => '>');
    while (!stopping.signal.aborted) {
      const answer = await blocking.xreadgroup(
        'GROUP',
        group,
        consumer,
        'COUNT',
        BATCH,
        ...BLOCK,
        'STREAMS',
        ...streams,
        ...ids,
      );
      await takeAll(toStreamEntries(answer));
    }
  }

  async function takeOver(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(takeOverAfterMs / 2, undefined, { signal: stopping.signal });
      for (const stream of streams) {
        for (let cursor = '0-0'; ;) {
          const [next, entries] = (await commands.xautoclaim(
            stream,
            group,
            consumer,
            takeOverAfterMs,
            cursor,
            'COUNT',
            BATCH,
          )) as [string, RawEntries];
          await takeAll(
            toEntries(
              stream,
              entries.filter(([, fields]) => fields !== null),
            ),
          );
          if (next === '0-0') break;
          cursor = next;
        }
      }
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
      loops = Promise.all([keep(readNew), keep(takeOver)]);
    },
    async acknowledge(entry) {
      held.delete(nameOf(entry));
      // Not acknowledged, it comes again and is found in the inbox.
      await commands.xack(entry.stream, group, entry.entryId).catch((error: unknown) => {
        logger.debug({ err: error, entryId: entry.entryId }, 'consumer: not acknowledged');
      });
    },
    async stop() {
      stopping.abort();
      blocking.disconnect();
      await loops;
    },
    disconnect: () => commands.disconnect(),
  };
}

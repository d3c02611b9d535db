import { failpoint } from '@movecall/failpoints';
import type { RedisClient } from '@movecall/redis';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Database, DescribeEvent, EventEnvelope, Transaction } from '../event.ts';
import { takeLease } from './lease.ts';
import { appendToStream, hasLost, type NumberedEvent } from '../stream/append.ts';
import type { OutboxTables } from '../tables.ts';

export interface PublisherOptions {
  /** The key of the relay's lease. */
  readonly lease: number;
  readonly redis: RedisClient;
  readonly stream: string;
  readonly tables: OutboxTables;
  readonly logger: Logger;
  readonly published: PublishedCounter;
  readonly describe: DescribeEvent;
}

export interface Publisher {
  /**
   * Appends to the stream the oldest `limit` numbered events that are not on it yet. Before that Redis checks whether the
   * stream still holds the entry that was appended last. If it does not, nothing is appended, and the next call starts again
   * behind the events that every consumer group has finished.
   *
   * @param tx takes the relay's lease
   * @returns how many events were appended; `LOST` when Redis has lost events, undefined when another replica holds the lease
   */
  publish(tx: Transaction, limit: number): Promise<number | 'LOST' | undefined>;
  /**
   * Asks Redis alone whether the stream may have lost events: it does not hold the entry that was appended last when this publisher
   * last looked. True until it has looked once.
   */
  mayHaveLost(): Promise<boolean>;
  /** Asks the database, without the lease, whether there are events to publish, and if not, asks Redis whether it has lost some. */
  mayHaveWork(db: Database): Promise<boolean>;
}

type PublishedCounter = Counter<'stream'>;

export const createPublishedCounter = (metrics: Registry): PublishedCounter =>
  new Counter({
    name: 'eventlog_published_total',
    help: 'Events appended to the stream',
    labelNames: ['stream'],
    registers: [metrics],
  });

/** Publishes numbered events of the outbox: appends them to the stream, counts them and logs one line for each. */
export function createPublisher({
  lease,
  redis,
  stream,
  logger,
  describe,
  ...options
}: PublisherOptions): Publisher {
  const { tables, published } = options;
  const factLog = createFactLog(logger, describe);
  /** Undefined until the first look. */
  let seen: string | null | undefined;
  return {
    async publish(tx, limit) {
      // Sent together. The second statement sees what was committed before the first one took the lease.
      const [isHeld, { state, events }] = await Promise.all([
        takeLease(tx, lease),
        readUnpublished(tx, tables, limit),
      ]);
      if (!isHeld) return undefined;
      if (!state) {
        seen = null;
        return 0;
      }
      factLog.startAfter(state.published);
      const answer = await appendToStream(redis, stream, state.lastEntry, events);
      if (answer === 'LOST') {
        logger.warn({ stream, published: state.published }, 'relay: Redis lost events; appending them again');
        await notePublished(tx, tables, state.finished, null);
        return answer;
      }
      seen = answer.last;
      if (events.length === 0) return 0;
      await failpoint('relay.appended');
      await notePublished(tx, tables, events.at(-1)?.number ?? 0, answer.last);
      published.inc({ stream }, events.length);
      factLog.write(events);
      return events.length;
    },
    mayHaveLost: async () => seen === undefined || (await hasLost(redis, stream, seen)),
    async mayHaveWork(db) {
      const outbox = await look(db, tables);
      if (outbox.hasUnpublished) return true;
      seen = outbox.lastEntry;
      return await hasLost(redis, stream, seen);
    },
  };
}

/** Whether the outbox holds events that are not on the stream, and the entry that was appended last, in one round trip. */
async function look(db: Database, { outbox, relayState }: OutboxTables) {
  const [row] = await db.execute<{ unpublished: boolean; last_entry: string | null }>(sql`
    select (select last_entry from ${relayState}) as last_entry,
      exists (select from ${outbox} where number is null) or
      exists (select from ${outbox} where number > coalesce((select published from ${relayState}), 0)) as unpublished`);
  return { hasUnpublished: row?.unpublished === true, lastEntry: row?.last_entry ?? null };
}

/** How far the relay is, and the events after that, the lowest number first. */
async function readUnpublished(tx: Transaction, { outbox, relayState }: OutboxTables, limit: number) {
  // As text: drizzle's builder would take ten times as long to build it in each round.
  const rows = await tx.execute<UnpublishedRow>(sql`
    select published::float8, finished::float8, last_entry as "lastEntry", next.number::float8, next.event from ${relayState}
    left join lateral (
      select number, event from ${outbox} where number > ${relayState}.published order by number limit ${limit}
    ) as next on true
    order by next.number`);
  const events = rows.flatMap(({ number, event }): NumberedEvent[] =>
    number === null || event === null ? [] : [{ number, event }],
  );
  return { state: rows[0], events };
}

interface UnpublishedRow extends Record<string, unknown> {
  readonly published: number;
  readonly finished: number;
  readonly lastEntry: string | null;
  /** Null, as `event`, when there is none. */
  readonly number: number | null;
  readonly event: EventEnvelope | null;
}

/** Notes how far the stream is. */
const notePublished = (
  tx: Transaction,
  { relayState }: OutboxTables,
  published: number,
  lastEntry: string | null,
): Promise<unknown> =>
  tx.execute(sql`update ${relayState} set published = ${published}, last_entry = ${lastEntry}`);

/**
 * Logs one line for each event, and none for an event that is appended again after a loss. The relay logs them, and not the
 * service that records them: what is published is committed, and logging delays no request.
 */
function createFactLog(logger: Logger, describe: DescribeEvent) {
  let lastLogged: number | null = null;
  return {
    /** Sets the number of the last event that an earlier relay has logged. Only the first call counts. */
    startAfter(number: number): void {
      lastLogged ??= number;
    },
    write(events: readonly NumberedEvent[]): void {
      for (const { number, event } of events) {
        if (number <= (lastLogged ?? 0)) continue;
        lastLogged = number;
        const { fact, fields } = describe(event);
        logger.info(fields, fact);
      }
    },
  };
}

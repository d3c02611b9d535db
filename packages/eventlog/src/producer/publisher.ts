import { failpoint } from '@movecall/failpoints';
import type { RedisClient } from '@movecall/redis';
import { asc, gt } from 'drizzle-orm';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { DescribeEvent, Transaction } from '../event.ts';
import { appendToStream, type NumberedEvent } from '../stream/append.ts';
import type { OutboxTables } from '../tables.ts';

export interface PublisherOptions {
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
   * @param tx holds the relay's lease
   * @returns how many events were appended, or `LOST` when Redis has lost events
   */
  publish(tx: Transaction, limit: number): Promise<number | 'LOST'>;
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
  redis,
  stream,
  logger,
  describe,
  ...options
}: PublisherOptions): Publisher {
  const { tables, published } = options;
  const { relayState } = tables;
  const factLog = createFactLog(logger, describe);
  return {
    async publish(tx, limit) {
      const [state] = await tx.select().from(relayState);
      if (!state) return 0;
      const events = await readAfter(tx, tables, state.published, limit);
      factLog.startAfter(state.published);
      const answer = await appendToStream(redis, stream, state.lastEntry, events);
      if (answer === 'LOST') {
        logger.warn({ stream, published: state.published }, 'relay: Redis lost events; appending them again');
        await tx.update(relayState).set({ published: state.finished, lastEntry: null });
        return answer;
      }
      if (events.length === 0) return 0;
      await failpoint('relay.appended');
      await tx.update(relayState).set({ published: events.at(-1)?.number ?? 0, lastEntry: answer.last });
      published.inc({ stream }, events.length);
      factLog.write(events);
      return events.length;
    },
  };
}

/** The events after a number, the lowest number first. */
async function readAfter(
  tx: Transaction,
  { outbox }: OutboxTables,
  after: number,
  limit: number,
): Promise<NumberedEvent[]> {
  const rows = await tx
    .select({ number: outbox.number, event: outbox.event })
    .from(outbox)
    .where(gt(outbox.number, after))
    .orderBy(asc(outbox.number))
    .limit(limit);
  return rows.map(({ number, event }) => ({ number: number ?? 0, event }));
}

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

import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import type { Scrape } from '@movecall/telemetry/metrics';
import { connectNow, type RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { Registry } from 'prom-client';
import { type Database, describeAnyEvent, type DescribeEvent } from '../event.ts';
import { connect } from '../stream/connection.ts';
import { createOutboxTables, type OutboxTables } from '../tables.ts';
import { createWakeUp } from '../wake-up.ts';
import { exposeOutbox, exposeStreams } from './relay-metrics.ts';
import { numberEvents } from './numbering.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';
import { createPublishedCounter, createPublisher, type Publisher } from './publisher.ts';
import { scheduleRetention } from './retention.ts';

/** A stream of a service. The events of each of its streams are in outbox tables of their own. */
export interface PublishedStream {
  readonly stream: string;
  /** Nothing is deleted before all of these consumer groups have finished it. Other groups have `retainMs` to read an event. */
  readonly groups: readonly string[];
  /** How long published events are kept, ms. Events that one of `groups` has not finished are kept longer. */
  readonly retainMs: number;
  /** Whether events are useless after `retainMs`, and are deleted though a group has not finished them. */
  readonly expires?: boolean;
  /** Begins the names of its outbox tables; see createOutboxTables. */
  readonly prefix?: string;
}

export interface RelayOptions {
  /** Its connections must have an idle_in_transaction_session_timeout: a process that hangs loses the lease by that timeout. */
  readonly db: Database;
  readonly sql: Sql;
  readonly redis: RedisClient;
  readonly publishes: readonly PublishedStream[];
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly scrape?: Scrape;
  readonly liveness?: Liveness;
  /**
   * How soon after an event an idle relay notices a loss in Redis, ms. As long as nothing happens, each pause is twice as long as the
   * one before, up to five times this. After such a pause it also looks for events without being woken.
   */
  readonly pollMs?: number;
  /** How often to look for events to delete, ms. */
  readonly pruneEveryMs?: number;
  /** How often to note what all groups have finished, ms. */
  readonly noteEveryMs?: number;
  /**
   * Events that were recorded within this time before a loss, ms, are appended again even if all groups have finished them:
   * other readers of the stream may not have.
   */
  readonly replayMs?: number;
  /** For the log line of each published event. */
  readonly describe?: DescribeEvent;
}

export interface Relay {
  close(): Promise<void>;
}

const BATCH = 500;
/** The longest pause between two polls, as a multiple of the shortest. What Redis loses in a failover is what it was given last. */
const LONGEST_PAUSE = 5;
/** How often, and after how many milliseconds each time, a relay tries to publish what it has numbered while another one has the lease. */
const LEASE_TRIES = 50;
const LEASE_RETRY_MS = 10;
/** The key of the relay's lease. Its value means nothing. */
const RELAY_LEASE = 7_261_002;

/**
 * Publishes each outbox to its stream, in order. The relay that holds the lease numbers new rows, then appends the numbered
 * events that the stream does not hold yet. The commit that records an event wakes the relay. The relay also looks now and
 * then, and each time checks that Redis still holds the entry that was appended last. When Redis has lost it, the
 * relay appends again all that the outbox holds, except the events that all of the stream's groups had finished `replayMs` before.
 *
 * Every replica runs a relay; the lease lets one of them work.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { db, publishes, logger, pollMs = 1000, liveness = unwatched } = options;
  const redis = connect(options.redis, 'relay', logger, { blocks: false });
  await connectNow(redis);
  const streams = createPublications(options, redis);
  exposeMetrics(options, redis);
  const wakeUp = createWakeUp();
  const due = new Set(streams);
  const wake = (which: readonly Publication[]): void => {
    for (const stream of which) due.add(stream);
    wakeUp.wake();
  };
  const listening = await options.sql.listen(
    OUTBOX_CHANNEL,
    (outbox) => wake(streams.filter(({ prefix }) => prefix === outbox)),
    // A notification may have been lost.
    () => wake(streams),
  );
  let closed = false;
  let quietPolls = 0;

  /** Sleeps until it is woken or something is due. */
  async function rest(): Promise<void> {
    const pauses = Math.min(2 ** quietPolls, LONGEST_PAUSE);
    if (await wakeUp.wait(pollMs * pauses)) {
      quietPolls = 0;
      return;
    }
    quietPolls += 1;
    // A notification may have been lost.
    const asksOutbox = pauses === LONGEST_PAUSE;
    await Promise.all(
      streams.map(async (stream) => {
        const { mayHaveLost, mayHaveWork } = stream.publisher;
        const isDue = await liveness.during('relay: looking', () =>
          asksOutbox ? mayHaveWork(db) : mayHaveLost(),
        );
        if (isDue) due.add(stream);
      }),
    );
  }

  async function run(): Promise<void> {
    for (let failures = 0; !closed;) {
      try {
        const round = [...due];
        due.clear();
        for (const stream of round) {
          const hasMore = await liveness.during('relay: publishing', () => relayOnce(db, stream));
          failures = 0;
          if (hasMore) due.add(stream);
        }
        for (const stream of streams) {
          if (await liveness.during('relay: retention', stream.retain)) due.add(stream);
        }
        if (due.size === 0) await rest();
      } catch (error) {
        failures += 1;
        for (const stream of streams) due.add(stream);
        const names = publishes.map(({ stream }) => stream);
        if (!closed)
          logger.warn({ err: error, streams: names, failures }, 'relay: a round failed; will try again');
        await wakeUp.wait(Math.min(100 * 2 ** Math.min(failures, 5), pollMs), { ignoreEarlier: true });
      }
    }
  }

  const running = run();
  liveness.watchLoop('relay', running, () => closed);
  return {
    async close() {
      closed = true;
      wakeUp.wake();
      await running;
      await listening.unlisten();
      redis.disconnect();
    },
  };
}

function exposeMetrics({ scrape, db, publishes }: RelayOptions, redis: RedisClient): void {
  if (!scrape) return;
  exposeOutbox(
    scrape,
    db,
    publishes.map(({ prefix = '' }) => prefix),
  );
  exposeStreams(scrape, redis, publishes);
}

/** A stream, and what publishes and deletes its events. */
interface Publication {
  readonly prefix: string;
  readonly tables: OutboxTables;
  readonly publisher: Publisher;
  /** Deletes old events when that is due. @returns whether there is more to delete at once */
  readonly retain: () => Promise<boolean>;
}

function createPublications(options: RelayOptions, redis: RedisClient): readonly Publication[] {
  const { logger, describe = describeAnyEvent } = options;
  const { pruneEveryMs = 60_000, noteEveryMs = 30_000, replayMs = 60_000 } = options;
  const published = createPublishedCounter(options.metrics);
  return options.publishes.map(({ stream, groups, retainMs, prefix = '', expires = false }) => {
    const tables = createOutboxTables(prefix);
    const what = { db: options.db, redis, stream, tables, groups, retainMs, replayMs, expires };
    return {
      prefix,
      tables,
      publisher: createPublisher({ lease: RELAY_LEASE, redis, stream, tables, logger, published, describe }),
      retain: scheduleRetention(what, { pruneEveryMs, noteEveryMs }),
    };
  });
}

/**
 * Numbers a batch of new events, then appends a batch of numbered events.
 *
 * @returns whether there may be more to publish at once
 */
async function relayOnce(db: Database, { tables, publisher }: Publication): Promise<boolean> {
  // Numbers are committed before any event is appended with its number, so a number never changes its event.
  const numbered = await numberEvents(db, RELAY_LEASE, tables, BATCH);
  // The replica that holds the lease is woken by the same commit.
  if (numbered === undefined) return false;
  if (numbered > 0) await failpoint('relay.numbered');
  const publish = () => db.transaction((tx) => publisher.publish(tx, BATCH));
  let appended = await publish();
  // Another replica may hold the lease for another stream. It does not see what has been numbered here.
  for (let tries = 0; numbered > 0 && appended === undefined && tries < LEASE_TRIES; tries += 1) {
    await pause(LEASE_RETRY_MS);
    appended = await publish();
  }
  if (appended) await failpoint('relay.published');
  return numbered === BATCH || appended === BATCH || appended === 'LOST';
}

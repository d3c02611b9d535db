import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import type { Scrape } from '@movecall/telemetry/metrics';
import { connectNow, type RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { Registry } from 'prom-client';
import { type Database, describeAnyEvent, type DescribeEvent } from '../event.ts';
import { connect } from '../stream/connection.ts';
import { createWakeUp } from '../wake-up.ts';
import { withLease } from './lease.ts';
import { exposeOutbox, exposeStream } from './relay-metrics.ts';
import { numberEvents } from './numbering.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { scheduleRetention } from './retention.ts';

export interface RelayOptions {
  /** Its connections must have an idle_in_transaction_session_timeout: a process that hangs loses the lease by that timeout. */
  readonly db: Database;
  readonly sql: Sql;
  readonly redis: RedisClient;
  readonly stream: string;
  /** Nothing is deleted before all of these consumer groups have finished it. Other groups have `retainMs` to read an event. */
  readonly groups: readonly string[];
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly scrape?: Scrape;
  readonly liveness?: Liveness;
  /** How often the relay looks for events without being woken, ms. An idle relay notices a loss in Redis after this time. */
  readonly pollMs?: number;
  /** How long published events are kept, ms. Events that one of `groups` has not finished are kept longer. */
  readonly retainMs?: number;
  /** How often to look for events to delete, ms. */
  readonly pruneEveryMs?: number;
  /** How often to note what all of `groups` have finished, ms. */
  readonly noteEveryMs?: number;
  /**
   * Events that were recorded within this time before a loss, ms, are appended again even if all of `groups` have finished
   * them: other readers of the stream may not have.
   */
  readonly replayMs?: number;
  /** For the log line of each published event. */
  readonly describe?: DescribeEvent;
}

export interface Relay {
  close(): Promise<void>;
}

const BATCH = 500;
/** The key of the relay's lease. Its value means nothing. */
const RELAY_LEASE = 7_261_002;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Publishes the outbox to its stream, in order. The relay that holds the lease numbers new rows, then appends the numbered
 * events that the stream does not hold yet. The commit that records an event wakes the relay. The relay also looks every
 * `pollMs`, and in each round checks that Redis still holds the entry that was appended last. When Redis has lost it, the
 * relay appends again all that the outbox holds, except the events that all of `groups` had finished `replayMs` before.
 *
 * Every replica runs a relay; the lease lets one of them work.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { db, stream, logger, pollMs = 1000, liveness = unwatched } = options;
  const redis = connect(options.redis, 'relay', logger, { blocks: false });
  await connectNow(redis);
  const { describe = describeAnyEvent } = options;
  const publisher = createPublisher({ redis, stream, logger, metrics: options.metrics, describe });
  if (options.scrape) {
    exposeOutbox(options.scrape, db);
    exposeStream(options.scrape, redis, stream, options.groups);
  }
  const wakeUp = createWakeUp();
  const listening = await options.sql.listen(OUTBOX_CHANNEL, wakeUp.wake, wakeUp.wake);
  const retain = retentionOf(options, redis);
  let closed = false;

  async function run(): Promise<void> {
    for (let failures = 0; !closed;) {
      try {
        const more = await liveness.during('relay: publishing', () => relayOnce(db, publisher));
        failures = 0;
        const moreToPrune = await liveness.during('relay: retention', retain);
        if (!more && !moreToPrune) await wakeUp.wait(pollMs);
      } catch (error) {
        failures += 1;
        if (!closed) logger.warn({ err: error, stream, failures }, 'relay: a round failed; will try again');
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

/**
 * Numbers a batch of new events, then appends a batch of numbered events.
 *
 * @returns whether there may be more to publish at once
 */
async function relayOnce(db: Database, publisher: Publisher): Promise<boolean> {
  // Numbers are committed before any event is appended with its number, so a number never changes its event.
  const numbered = await withLease(db, RELAY_LEASE, (tx) => numberEvents(tx, BATCH));
  // The replica that holds the lease is woken by the same commit, and publishes the events.
  if (numbered === undefined) return false;
  if (numbered > 0) await failpoint('relay.numbered');
  const appended = await withLease(db, RELAY_LEASE, (tx) => publisher.publish(tx, BATCH));
  if (appended) await failpoint('relay.published');
  return numbered === BATCH || appended === BATCH || appended === 'LOST';
}

const retentionOf = (options: RelayOptions, redis: RedisClient): (() => Promise<boolean>) => {
  const { db, stream, groups, retainMs = WEEK_MS, replayMs = 60_000 } = options;
  const { pruneEveryMs = 60_000, noteEveryMs = 10_000 } = options;
  return scheduleRetention({ db, redis, stream, groups, retainMs, replayMs }, { pruneEveryMs, noteEveryMs });
};

import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import type { Scrape } from '@movecall/telemetry/metrics';
import { asc, gt, isNull, sql } from 'drizzle-orm';
import { reach, type RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import { Counter, type Registry } from 'prom-client';
import { type Database, describeAnyEvent, type DescribeEvent, type Transaction } from './event.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';
import { connect } from './connection.ts';
import { exposeOutbox, exposeStream } from './metrics.ts';
import { createPulse } from './pulse.ts';
import { noteFinished, prune } from './retention.ts';
import { appendToStream, type NumberedEvent } from './stream.ts';
import { outbox, relayState } from './tables.ts';

export interface RelayOptions {
  /** Its connections have an idle_in_transaction_session_timeout: who hangs loses the lease by it. */
  readonly db: Database;
  readonly sql: Sql;
  readonly redis: RedisClient;
  readonly stream: string;
  /** The consumer groups that every event is for: nothing is let go of before all of them have finished it. Others get `retainMs`. */
  readonly groups: readonly string[];
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly scrape?: Scrape;
  readonly liveness?: Liveness;
  /** How often to look without being woken, ms. Also how soon a loss in Redis is seen while nothing is stated. */
  readonly pollMs?: number;
  /** How long published events are kept, ms; those that one of `groups` has not finished are kept longer. */
  readonly retainMs?: number;
  /** How often to look for what can go, ms. */
  readonly pruneEveryMs?: number;
  /** How often to note what all of `groups` have finished, ms. */
  readonly noteEveryMs?: number;
  /** After a loss, what was stated in so many ms before is appended again although all of `groups` have finished it: for others. */
  readonly replayMs?: number;
  /** For the log line of each fact. */
  readonly describe?: DescribeEvent;
}

export interface Relay {
  close(): Promise<void>;
}

const BATCH = 500;
/** Any number: the lease is this advisory lock of the service's own database. */
const RELAY_LOCK = 7_261_002;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Carries the outbox to its stream, in order: the one relay that holds the lease numbers new rows, then appends what the
 * stream does not hold yet. It is woken by the commit that stated something; it also looks every `pollMs`, and then checks
 * that Redis still holds what was appended last: when it does not, what is kept is appended again, but for what all of
 * `groups` had finished a while ago.
 *
 * Every replica runs one; the lease is a transaction-scoped advisory lock, so it cannot outlive its holder's connection.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { db, stream, logger, pollMs = 1000, retainMs = WEEK_MS, pruneEveryMs = 60_000 } = options;
  const {
    noteEveryMs = 10_000,
    replayMs = 60_000,
    liveness = unwatched,
    describe = describeAnyEvent,
  } = options;
  /** The number of the last fact that has had its line: what is appended again has none. */
  let told: number | null = null;
  const redis = connect(options.redis, 'relay', logger, { blocks: false });
  await reach(redis);
  const published = new Counter({
    name: 'eventlog_published_total',
    help: 'Events appended to the stream',
    labelNames: ['stream'],
    registers: [options.metrics],
  });

  if (options.scrape) {
    exposeOutbox(options.scrape, db);
    exposeStream(options.scrape, redis, stream, options.groups);
  }

  const retention = { db, redis, stream, groups: options.groups, retainMs, replayMs };
  const pulse = createPulse();
  const listening = await options.sql.listen(OUTBOX_CHANNEL, pulse.beat, pulse.beat);
  let closed = false;
  let prunedAt = Date.now();
  let notedAt = Date.now();

  async function run(): Promise<void> {
    for (let failures = 0; !closed;) {
      try {
        const more = await liveness.during('relay: a turn', relayOnce);
        failures = 0;
        const untidy = await liveness.during('relay: tidying up', tidyUp);
        if (!more && !untidy) await pulse.wait(pollMs);
      } catch (error) {
        failures += 1;
        if (!closed) logger.warn({ err: error, stream, failures }, 'relay: will try again');
        await pulse.wait(Math.min(100 * 2 ** Math.min(failures, 5), pollMs), { anyway: true });
      }
    }
  }

  /** @returns whether there is more to do at once: after a turn, so that it keeps nothing from being published. */
  async function tidyUp(): Promise<boolean> {
    if (Date.now() - notedAt >= noteEveryMs) {
      notedAt = Date.now();
      await noteFinished(retention);
    }
    if (Date.now() - prunedAt < pruneEveryMs) return false;
    prunedAt = Date.now();
    const more = await prune(retention);
    if (more) prunedAt = 0;
    return more;
  }

  /** @returns whether there may be more to do at once. */
  async function relayOnce(): Promise<boolean> {
    // Numbers are committed before anything is appended under them: a number never changes its meaning.
    const numbered = await withLease(numberNew);
    // Whoever holds the lease has been woken by the same commit, and looks again.
    if (numbered === undefined) return false;
    if (numbered > 0) await failpoint('relay.numbered');
    const appended = await withLease(appendMissing);
    if (appended) await failpoint('relay.published');
    return numbered === BATCH || appended === BATCH || appended === 'LOST';
  }

  /** Undefined when another replica holds the lease. */
  const withLease = <T>(work: (tx: Transaction) => Promise<T>): Promise<T | undefined> =>
    db.transaction(async (tx) => {
      const [lease] = await tx.execute<{ held: boolean }>(
        sql`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as held`,
      );
      return lease?.held ? await work(tx) : undefined;
    });

  async function numberNew(tx: Transaction): Promise<number> {
    const [unnumbered] = await tx
      .select({ position: outbox.position })
      .from(outbox)
      .where(isNull(outbox.number))
      .limit(1);
    if (!unnumbered) return 0;
    await tx.insert(relayState).values({ id: 1 }).onConflictDoNothing();
    const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
      with fresh as (
        select position, row_number() over (order by position) as nth
        from (select position from ${outbox} where number is null order by position limit ${BATCH}) as oldest
      ), state as (
        select last_number from ${relayState}
      ), numbered as (
        update ${outbox} set number = state.last_number + fresh.nth
        from fresh, state where ${outbox}.position = fresh.position returning 1
      )
      update ${relayState} set last_number = last_number + (select count(*) from numbered)
      returning (select count(*)::int from numbered) as count`);
    return count;
  }

  /** @returns how many were appended. */
  async function appendMissing(tx: Transaction): Promise<number | 'LOST'> {
    const [state] = await tx.select().from(relayState);
    if (!state) return 0;
    const rows = await tx
      .select({ number: outbox.number, event: outbox.event })
      .from(outbox)
      .where(gt(outbox.number, state.published))
      .orderBy(asc(outbox.number))
      .limit(BATCH);
    told ??= state.published;
    const events = rows.map(({ number, event }) => ({ number: number ?? 0, event }));
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
    tell(events);
    return events.length;
  }

  /** Here, and not where they are stated: what is published is committed, and the log is in nobody's way. */
  function tell(events: readonly NumberedEvent[]): void {
    for (const { number, event } of events) {
      if (number <= (told ?? 0)) continue;
      told = number;
      const { fact, fields } = describe(event);
      logger.info(fields, fact);
    }
  }

  const running = run();
  liveness.lasting('relay', running, () => closed);
  return {
    async close() {
      closed = true;
      pulse.beat();
      await running;
      await listening.unlisten();
      redis.disconnect();
    },
  };
}

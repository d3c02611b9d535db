import { failpoint } from '@movecall/failpoints';
import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import type { Scrape } from '@movecall/telemetry/metrics';
import { inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import { isTransient } from '@movecall/database/transient';
import type { RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type Database, describeAnyEvent, type DescribeEvent, type EventEnvelope } from './event.ts';
import { createGroupReader } from './group-reader.ts';
import { applyOnce, giveUp, type Handle, NotYetError, type Outcome, wasApplied } from './inbox.ts';
import { createLanes, type LaneItem, type Verdict } from './lanes.ts';
import { exposeDeadLetters } from './metrics.ts';
import { readEnvelope, type StreamEntry } from './stream.ts';

export interface ConsumerOptions {
  readonly db: Database;
  readonly redis: RedisClient;
  /** The service: each group sees every event once. */
  readonly group: string;
  /** This replica. A restarted one of the same name takes up at once what it had not finished. */
  readonly consumer: string;
  readonly streams: readonly string[];
  /** The effect, in the transaction that also writes the inbox row. */
  readonly handle: Handle;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly scrape?: Scrape;
  readonly liveness?: Liveness;
  /** How many keys are worked on at a time. 1 also keeps the order in which they came. */
  readonly concurrency?: number;
  /** Tries before an entry is given up. */
  readonly maxAttempts?: number;
  /** The first pause after a failure, ms; it grows fourfold. */
  readonly backoffMs?: number;
  /** An entry that another replica has held for so long, ms, is taken over. */
  readonly takeOverAfterMs?: number;
  /** For log lines. */
  readonly describe?: DescribeEvent;
}

export interface Consumer {
  close(): Promise<void>;
}

interface Held extends LaneItem {
  readonly entry: StreamEntry;
  /** Null: it could not be read. */
  readonly event: EventEnvelope | null;
  failures: number;
  waits: number;
}

/** How many entries are read at a time, and how many of a stream that could be worked on are held at most. */
const SIDE_BY_SIDE = { batch: 200, active: 1_000 };
/** Of a service that works in the order in which things came: what one replica holds, no other can begin. */
const IN_ORDER = { batch: 10, active: 20 };
/** The same with those that wait: what they wait for may have to be read yet, so there is room for many. */
const MAX_HELD = 50_000;
const MAX_WAIT_MS = 1_000;
/** After these, a second has passed: more than an event that only came too early has to wait. */
const TOLD_WAITS = 5;
const MAX_BACKOFF_MS = 30_000;

/**
 * Consumes streams as one of a group: at-least-once delivery, an effect exactly once.
 *
 * Each entry's effect and its inbox row are one transaction, in the order of the producer's sequence per correlation id;
 * it is acknowledged after the commit. An entry that comes before its predecessor, or that asks for something that cannot
 * be done yet, waits; one that fails is tried again with backoff and becomes a dead letter in the end. Both park their own
 * correlation id only. While the database is away, everything waits.
 */
export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { db, group, handle, logger, concurrency = 8, maxAttempts = 5, backoffMs = 100 } = options;
  const { liveness = unwatched } = options;
  const { describe = describeAnyEvent } = options;
  const metrics = createConsumerMetrics(options.metrics);
  let amongCopies = false;

  const lanes = createLanes<Held>(concurrency, (held) =>
    liveness.during('consumer: an event', async () => {
      const verdict = await work(held);
      if (verdict.done) await reader.acknowledge(held.entry);
      return verdict;
    }),
  );
  const { batch, active } = concurrency === 1 ? IN_ORDER : SIDE_BY_SIDE;
  const reader = createGroupReader(
    { ...options, batch },
    {
      take: (entry) => lanes.add(hold(entry)),
      // For a whole batch.
      room: () => lanes.room(active - batch + 1, MAX_HELD),
    },
  );
  metrics.watch(() => lanes.parked);
  if (options.scrape) exposeDeadLetters(options.scrape, db);

  /** Copies come in crowds, when Redis has lost something: after one that was seen, a look comes before the transaction. */
  async function apply(entry: StreamEntry, event: EventEnvelope): Promise<Outcome> {
    const outcome =
      amongCopies && (await wasApplied(db, event)) ? 'SEEN' : await applyOnce(db, entry, event, handle);
    amongCopies = outcome === 'SEEN';
    return outcome;
  }

  /** What waits long, for days perhaps, is tried every second: only its first tries are spans, and how it ends. */
  async function tryOnce(held: Held, event: EventEnvelope): Promise<Outcome> {
    const told = (trying: () => Promise<Outcome>): Promise<Outcome> =>
      inSpan(`process ${event.type}`, spanOf(held, group), async (span) => {
        const outcome = await trying();
        span?.set({ 'eventlog.outcome': outcome });
        return outcome;
      });
    if (held.waits <= TOLD_WAITS) return told(() => apply(held.entry, event));
    const outcome = await apply(held.entry, event);
    return outcome === 'GAP' ? outcome : told(async () => outcome);
  }

  async function work(held: Held): Promise<Verdict> {
    const { event } = held;
    try {
      await failpoint('consumer.received');
      const readable = event ?? readEnvelope(held.entry);
      const outcome = await tryOnce(held, readable);
      if (outcome !== 'GAP') logger.debug({ ...describe(readable).fields, outcome }, 'event applied');
      if (event) metrics.count(group, event, outcome);
      return outcome === 'GAP' ? wait(held) : { done: true };
    } catch (error) {
      if (error instanceof NotYetError) return wait(held);
      if (isTransient(error)) {
        logger.warn({ err: error, entry: held.entry.entryId }, 'consumer: the database is away; waiting');
        return wait(held);
      }
      return await fail(held, error);
    }
  }

  const wait = (held: Held): Verdict => {
    held.waits += 1;
    return { done: false, retryInMs: Math.min(10 * 2 ** held.waits, MAX_WAIT_MS) };
  };

  async function fail(held: Held, error: unknown): Promise<Verdict> {
    held.failures += 1;
    const { stream, entryId } = held.entry;
    const about = {
      stream,
      entryId,
      ...(held.event && describe(held.event).fields),
      attempt: held.failures,
    };
    if (held.failures < maxAttempts) {
      logger.warn({ err: error, ...about }, 'consumer: an event failed; will try again');
      return { done: false, retryInMs: Math.min(backoffMs * 4 ** (held.failures - 1), MAX_BACKOFF_MS) };
    }
    try {
      const gaveUp = await giveUp(db, held.entry, held.event, { error, attempts: held.failures });
      if (!gaveUp) return { done: true };
    } catch (unavailable) {
      logger.warn({ err: unavailable, ...about }, 'consumer: could not keep a dead letter; will try again');
      return wait(held);
    }
    logger.error({ err: error, ...about }, 'consumer: gave an event up; it is among the dead letters');
    metrics.dead(group, stream);
    return { done: true };
  }

  await reader.start();
  return {
    async close() {
      // Together: a reader that waits for room among the lanes is let go by their closing.
      await Promise.all([lanes.close(), reader.stop()]);
      await reader.handBack();
      reader.disconnect();
    },
  };
}

/** Of the trace that its event belongs to. An event that comes too early is no failure, and comes again. */
const spanOf = ({ event, entry, failures }: Held, group: string): SpanOptions => ({
  kind: 'CONSUMER',
  parent: event?.traceparent,
  isFailure: (error) => !(error instanceof NotYetError),
  attributes: {
    'messaging.system': 'redis',
    'messaging.operation.type': 'process',
    'messaging.destination.name': entry.stream,
    'messaging.consumer.group.name': group,
    'messaging.message.id': event?.id,
    'messaging.message.conversation_id': event?.correlationId,
    'eventlog.attempt': failures + 1,
  },
});

/** An entry that cannot be read has a lane of its own: it must not hold up anything. */
function hold(entry: StreamEntry): Held {
  const base = { entry, failures: 0, waits: 0 };
  try {
    const event = readEnvelope(entry);
    return { ...base, event, key: `${event.producer}:${event.correlationId}`, order: event.sequence };
  } catch {
    return { ...base, event: null, key: `${entry.stream}:${entry.entryId}`, order: 1 };
  }
}

function createConsumerMetrics(registry: Registry) {
  const consumed = new Counter({
    name: 'eventlog_consumed_total',
    help: 'Events dealt with, by outcome',
    labelNames: ['group', 'producer', 'outcome'],
    registers: [registry],
  });
  const delay = new Histogram({
    name: 'eventlog_delay_seconds',
    help: 'From stating an event to its effect here',
    labelNames: ['group', 'producer'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 1_800],
    registers: [registry],
  });
  const deadLetters = new Counter({
    name: 'eventlog_given_up_total',
    help: 'Events that became dead letters',
    labelNames: ['group', 'stream'],
    registers: [registry],
  });
  return {
    watch(parked: () => number): void {
      new Gauge({
        name: 'eventlog_parked',
        help: 'Events that wait for a predecessor, for something of our own, or for their next try',
        registers: [registry],
        collect() {
          this.set(parked());
        },
      });
    },
    count(group: string, event: EventEnvelope, outcome: Outcome): void {
      consumed.inc({ group, producer: event.producer, outcome });
      if (outcome === 'APPLIED') {
        delay.observe({ group, producer: event.producer }, (Date.now() - Date.parse(event.time)) / 1000);
      }
    },
    dead: (group: string, stream: string): void => deadLetters.inc({ group, stream }),
  };
}

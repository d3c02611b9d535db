import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import type { Scrape } from '@movecall/telemetry/metrics';
import type { RedisClient } from '@movecall/redis';
import type { SQL } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Database, describeAnyEvent, type DescribeEvent } from '../event.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createGroupReader } from './group-reader.ts';
import type { Handle } from './inbox.ts';
import { type Batching, createKeyedQueues } from './keyed-queues.ts';
import { createConsumerMetrics, exposeDeadLetters } from './consumer-metrics.ts';
import { createProcessor } from './processor.ts';

export interface ConsumerOptions {
  readonly db: Database;
  readonly redis: RedisClient;
  /** The name of the service: each group receives every event. */
  readonly group: string;
  /** The name of this replica. A replica that restarts with the same name resumes at once the entries that it held. */
  readonly consumer: string;
  readonly streams: readonly string[];
  /** Applies events, in the transaction that also writes their inbox rows. */
  readonly handle: Handle;
  readonly heldBack?: SQL;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly scrape?: Scrape;
  readonly liveness?: Liveness;
  /** Whether events are applied in the order of the stream; otherwise only those of one correlation id are in order. */
  readonly inStreamOrder?: boolean;
  /** How many attempts before an entry is given up. */
  readonly maxAttempts?: number;
  /** The pause after the first failure, ms; each further pause is four times as long. */
  readonly backoffMs?: number;
  /** How long the inbox keeps its rows, ms; 30 days when absent. */
  readonly inboxKeptMs?: number;
  /** After this time, ms, an entry that another replica holds is taken over. */
  readonly takeOverAfterMs?: number;
  /** For log lines. */
  readonly describe?: DescribeEvent;
}

interface Capacity {
  readonly read: number;
  readonly active: number;
  readonly batching: Batching;
}

export interface Consumer {
  /** Resolves when the events that are being applied have ended. The other entries go to the next replica at once. */
  close(): Promise<void>;
}

/**
 * How many entries are read at a time, how many entries of unparked queues are held at most, and how they are batched. Two batches at a
 * time: one is decided while the other one is committed.
 */
const CONCURRENT = { read: 200, active: 1_000, batching: { concurrency: 2, batch: 100, perKey: 20 } };
/** The same in the order of the stream. An entry that one replica holds cannot be started by another, so it holds fewer. */
const IN_STREAM_ORDER = { read: 100, active: 200, batching: { concurrency: 1, batch: 100, perKey: 1 } };
/**
 * How many entries are held at most, those of parked queues included. It is large, because the events that parked ones wait
 * for may not have been read yet.
 */
const MAX_HELD = 50_000;
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Consumes streams as one consumer of a group: delivery is at least once, each event is applied exactly once.
 *
 * What is there is applied and recorded in the inbox as one transaction, in the order of each producer's sequence per correlation
 * id. Entries are acknowledged after the commit. An event that arrives before its predecessor, or that `heldBack` names, waits.
 * An event that fails is tried again with backoff, and becomes a dead letter after `maxAttempts`. An event that waits or fails delays
 * only the events of its own correlation id. While the database is unavailable, all events wait.
 */
export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const {
    db,
    group,
    inStreamOrder = false,
    maxAttempts = 5,
    backoffMs = 100,
    inboxKeptMs = MONTH_MS,
  } = options;
  const { liveness = unwatched, describe = describeAnyEvent } = options;
  const metrics = createConsumerMetrics(options.metrics, group);
  const processBatch = createProcessor({
    ...options,
    metrics,
    describe,
    maxAttempts,
    backoffMs,
    inboxKeptMs,
  });
  const { read, active, batching }: Capacity = inStreamOrder ? IN_STREAM_ORDER : CONCURRENT;
  const queues = createKeyedQueues<Delivery>(batching, (deliveries) =>
    liveness.during('consumer: applying events', async () => {
      const verdicts = await processBatch(deliveries);
      const finished = deliveries.filter((_, nth) => verdicts[nth]?.done);
      await reader.acknowledge(finished.map(({ entry }) => entry));
      return verdicts;
    }),
  );
  const reader = createGroupReader(
    { ...options, batch: read },
    {
      take: (entry) => queues.add(createDelivery(entry)),
      // Leaves room for a whole read.
      room: () => queues.room({ active: active - read + 1, all: MAX_HELD }),
    },
  );
  metrics.exposeParked(() => queues.parked);
  if (options.scrape) exposeDeadLetters(options.scrape, db);

  await reader.start();
  return {
    async close() {
      // Together: a reader that waits for room in the queues ends when the queues close.
      await Promise.all([queues.close(), reader.stop()]);
      await reader.handBack();
      reader.disconnect();
    },
  };
}

import { createReaction } from '@movecall/decider';
import { createSealer } from '@movecall/eventlog/sealer';
import type { RedisClient } from '@movecall/redis';
import { consumersOf, type StreamName, streamOf } from '@movecall/schema/streams';
import { describeEvent } from '@movecall/schema/log-fields';
import { commandsOf } from '@movecall/schema/reactions';
import { openResources, startService } from '@movecall/service/bootstrap';
import type { Service } from '@movecall/service/run';
import type { SQL } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import type { NotifierConfig } from './config.ts';
import { type DeliveryPolicy, standardPolicy } from './delivery-policy.ts';
import { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts';
import type { Lane } from './lanes.ts';
import { createLedger } from './ledger.ts';
import { createNotifierMetrics, exposeDeliveries } from './metrics.ts';
import { databaseClock } from './shared-clock.ts';
import { createReactions } from './reactions.ts';
import { createReportWebhook } from './report-webhook.ts';
import { notifierRules } from './retention.ts';
import { createSolapi } from './solapi.ts';
import { DELIVERIES_CHANNEL } from './store.ts';

export interface NotifierOverrides {
  readonly now?: () => Date;
  readonly sharedClock?: SQL;
  readonly newId?: () => string;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly policy?: DeliveryPolicy;
}

/** 고객 알림: turns the calls' events into messages to customers; delivery.ts describes the life of a message. */
export async function createNotifierService(
  config: NotifierConfig,
  overrides: NotifierOverrides = {},
): Promise<Service> {
  const { now = config.clock.now, newId = randomUUID, random = Math.random } = overrides;
  const { policy = standardPolicy, sharedClock = databaseClock(config.clock.aheadMs) } = overrides;
  const resources = await openResources(config, {
    name: 'notifier',
    migrations: new URL('../migrations', import.meta.url),
    // The client gives up a connection that the network has dropped silently. Without a socket timeout, commands on it would
    // go unanswered for a quarter of an hour.
    redis: { maxRetriesPerRequest: null, socketTimeout: 2 * REDIS_PING_MS },
  });
  const { logger, metrics, liveness, redis, scrape } = resources;
  const stream = (name: StreamName): string => streamOf(config.streamPrefix, name);
  const { db, background } = resources.database;
  const notifierMetrics = createNotifierMetrics(metrics);
  exposeDeliveries(scrape, background.db);

  const provider = notifierMetrics.counted(
    createSolapi({ ...config.solapi, now, timeoutMs: policy.timeoutMs }),
  );
  const onSettled = notifierMetrics.settled;
  const replica = randomUUID();
  const onDue = (lane: Lane): void => dispatchers.of(lane).wake();
  const onFreed = (lane: Lane): void => dispatchers.of(lane).look();
  const ledger = createLedger({
    db,
    policy,
    now,
    sharedClock,
    newId,
    random,
    replica,
    onSettled,
    onDue,
    onFreed,
  });
  const sealer = createSealer(config.sealingKeys);
  const dispatchers = startDispatchers({ ledger, provider, sealer, now, logger, liveness });
  const listening = await background.sql.listen(
    DELIVERIES_CHANNEL,
    // What this replica has recorded, it knows already.
    (from) => from !== replica && dispatchers.wakeAll(),
    dispatchers.wakeAll,
  );
  const onReport = notifierMetrics.report;

  return startService(resources, {
    routes: {
      '/reports': createReportWebhook({ provider, ledger, logger, onReport }),
    },
    events: {
      describe: describeEvent,
      publishes: [{ stream: stream('notifier'), groups: consumersOf.notifier }],
      consumes: {
        streams: [stream('call'), stream('call-logins'), stream('manage-messages'), stream('assign')],
        handle: createReaction(commandsOf(createReactions(config.publicUrl)), ledger.executeIntents),
      },
    },
    retention: notifierRules(config.kept),
    readiness: { redis: () => answersPing(redis) },
    closing: { beforeRelay: [dispatchers.close, listening.unlisten], afterRelay: [provider.close] },
  });
}

/** Starts a dispatcher for each lane. */
function startDispatchers(options: Omit<DispatcherOptions, 'lane'>) {
  const start = (lane: Lane): Dispatcher => startDispatcher({ ...options, lane });
  const dispatchers: Readonly<Record<Lane, Dispatcher>> = { LOGIN: start('LOGIN'), CALLS: start('CALLS') };
  const all = Object.values(dispatchers);
  return {
    of: (lane: Lane): Dispatcher => dispatchers[lane],
    wakeAll: (): void => all.forEach((dispatcher) => dispatcher.wake()),
    close: async () => void (await Promise.all(all.map((dispatcher) => dispatcher.close()))),
  };
}

const REDIS_PING_MS = 1_000;

/** Whether Redis answers in time. A client that is reconnecting would hold the command back until it is connected again. */
function answersPing(redis: RedisClient): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), REDIS_PING_MS);
    redis
      .ping()
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}

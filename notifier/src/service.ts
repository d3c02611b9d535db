import { oneByOne } from '@movecall/eventlog';
import { createSealer } from '@movecall/eventlog/sealer';
import type { RedisClient } from '@movecall/redis';
import { consumersOf, type StreamName, streamOf } from '@movecall/schema/events';
import { describeEvent } from '@movecall/schema/log-fields';
import { openResources, startService } from '@movecall/service/bootstrap';
import type { Service } from '@movecall/service/run';
import type { SQL } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import type { NotifierConfig } from './config.ts';
import { type DeliveryPolicy, standardPolicy } from './delivery-policy.ts';
import { type DispatcherOptions, startDispatcher, type Dispatcher } from './dispatcher.ts';
import { DELIVERIES_CHANNEL } from './intents.ts';
import { lanes } from './lanes.ts';
import { createLedger } from './ledger.ts';
import { createNotifierMetrics, exposeDeliveries } from './metrics.ts';
import { createReaction } from './reactions.ts';
import { createReportWebhook } from './report-webhook.ts';
import { notifierRules } from './retention.ts';
import { createSolapi } from './solapi.ts';

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
  const { now = () => new Date(), newId = randomUUID, random = Math.random } = overrides;
  const { policy = standardPolicy, sharedClock } = overrides;
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
  const ledger = createLedger({ db, policy, now, sharedClock, newId, random, onSettled });
  const sealer = createSealer(config.sealingKeys);
  const dispatcher = startDispatchers({ ledger, provider, sealer, now, logger, liveness });
  const listening = await background.sql.listen(DELIVERIES_CHANNEL, dispatcher.wake, dispatcher.wake);
  const onReport = notifierMetrics.report;

  return startService(resources, {
    routes: {
      '/reports': createReportWebhook({ provider, ledger, logger, onReport, onChange: dispatcher.wake }),
    },
    events: {
      describe: describeEvent,
      publishes: [{ stream: stream('notifier'), groups: consumersOf.notifier }],
      consumes: {
        streams: [stream('call'), stream('call-logins')],
        handle: oneByOne(createReaction(ledger, config.publicUrl)),
      },
    },
    retention: notifierRules(config.kept),
    readiness: { redis: () => answersPing(redis) },
    closing: { beforeRelay: [dispatcher.close, listening.unlisten], afterRelay: [provider.close] },
  });
}

/** Starts a dispatcher for each lane; together they are one. */
function startDispatchers(options: Omit<DispatcherOptions, 'lane'>): Dispatcher {
  const dispatchers = lanes.map((lane) => startDispatcher({ ...options, lane }));
  return {
    wake: () => dispatchers.forEach((dispatcher) => dispatcher.wake()),
    close: async () => void (await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()))),
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

import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, type Producer, streamOf } from '@movecall/schema/events';
import { createIdentitySigner } from '@movecall/identity';
import { createLoginTokenIssuer } from '@movecall/identity/login-token';
import { describeEvent } from '@movecall/schema/log-fields';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openDatabase } from '@movecall/database';
import { exposeConnections } from '@movecall/database/metrics';
import { startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import { connectRedis } from '@movecall/redis';
import type { Service } from '@movecall/service/run';
import { createSealer } from '@movecall/eventlog/sealer';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { randomInt, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAcceptance } from './acceptance.ts';
import { createAttemptStore } from './attempt-store.ts';
import { createCancel } from './cancellation.ts';
import type { CallConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { createStateFacts } from './facts.ts';
import { createKeyedHash } from './keys.ts';
import { createLimit } from './limits.ts';
import { createLogin } from './login.ts';
import { createManageClient } from './manage-client.ts';
import { createCallMetrics, exposeCalls } from './metrics.ts';
import { createPageCursors } from './page-cursor.ts';
import { createFigures } from './figures.ts';
import { findPerson } from './people.ts';
import { createReactions } from './reactions.ts';
import { createReadModel } from './read-model.ts';
import { createResolvers } from './resolvers.ts';
import { createSignInStore } from './sign-in-store.ts';
import { createCallStore } from './store.ts';
import { startSweeper } from './sweeper.ts';

export interface CallOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** A number below a million. */
  readonly newCode?: () => number;
  /** From 0 to 1, 1 excluded. */
  readonly random?: () => number;
}

/** 이사업체 호출: the customers' calls, their status for whoever may see them, and signing in. */
export async function createCallService(config: CallConfig, overrides: CallOverrides = {}): Promise<Service> {
  const { logger } = config;
  const {
    now = () => new Date(),
    newId = randomUUID,
    newCode = () => randomInt(1_000_000),
    random = Math.random,
  } = overrides;
  const metrics = createRegistry('call', config.version);
  const scrape = createScrape(metrics, config.logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const applicationName = `call-${config.instance}`;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    migrating: config.migrating,
    logger,
  });
  const { db } = database;
  exposeConnections(scrape, database.sql, applicationName);
  const redis = connectRedis(config, { lazyConnect: true });
  // Whoever counts falls back at once when Redis is away, and does not queue.
  const counting = connectRedis(config, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
  });
  counting.on('error', (error) => logger.debug({ err: error }, 'Redis is away; limits are counted here'));
  counting.connect().catch(() => undefined);
  const stream = (producer: Producer): string => streamOf(config.streamPrefix, producer);
  const limit = (name: string, perMinute: number) =>
    createLimit({
      redis: counting,
      name: `${config.streamPrefix}:limit:${name}`,
      perMinute,
      hash: createKeyedHash(config.loginPrivateKey, 'limits'),
    });

  const sealer = createSealer(config.sealingKeys);
  const state = createStateFacts(newId);
  const callMetrics = createCallMetrics(metrics);
  exposeCalls(scrape, db);
  const calls = createCallStore({ state, sealer, onStatus: callMetrics.status });
  const attempts = createAttemptStore({ db, calls, state, newId });
  const readModel = createReadModel(db);
  const manage = createManageClient({
    ...config.manage,
    random,
    signer: createIdentitySigner(config.identityKey),
    logger,
    metrics,
  });
  const { attemptDeadlineMs } = config;
  const acceptance = createAcceptance({ attempts, manage, logger, now, newId, attemptDeadlineMs });
  const signIns = createSignInStore({
    db,
    state,
    sealer,
    hash: createKeyedHash(config.loginPrivateKey, 'login codes'),
    operators: config.operatorTels,
    newId,
  });
  const login = createLogin({
    signIns,
    issuer: await createLoginTokenIssuer(config.loginPrivateKey),
    limit: limit('login-codes', config.loginCodesPerMinute),
    newId,
    newCode,
  });

  const subgraph = await startSubgraph({
    sdl: subgraphSdl('call'),
    resolvers: createResolvers({
      findPerson: (id) => findPerson(db, id),
      readModel,
      figures: createFigures(db),
      acceptance: callMetrics.counted(acceptance),
      cancel: createCancel({ db, calls }),
      login,
      limit: callMetrics.countedLimit(limit('calls', config.callsPerMinute)),
      pageCursors: createPageCursors(createKeyedHash(config.loginPrivateKey, 'page cursors')),
      now,
    }),
    context: createContextFactory(config.identityKey, readModel),
    introspection: config.introspection,
    logger,
    metrics,
  });
  const relay = await startRelay({
    describe: describeEvent,
    db,
    sql: database.sql,
    redis,
    stream: stream('call'),
    groups: consumersOf.call,
    logger,
    metrics,
    scrape,
    liveness,
  });
  const consumer = await startConsumer({
    describe: describeEvent,
    db,
    redis,
    group: 'call',
    consumer: config.instance,
    streams: [stream('manage'), stream('assign'), stream('notifier')],
    handle: createReactions({ calls, sealer, now }),
    logger,
    metrics,
    scrape,
    liveness,
  });
  const sweeper = startSweeper({
    db,
    attempts,
    everyMs: config.sweepEveryMs,
    now,
    logger,
    metrics,
    liveness,
  });
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    logger,
    metrics,
    liveness,
    route: (path) => (path === '/graphql' ? subgraph.handler : null),
    // Without Redis or manage the status query still answers.
    readiness: async () => ({ database: await database.ping() }),
  });

  return {
    url: http.url,
    async close() {
      await http.close();
      await sweeper.close();
      await consumer.close();
      await relay.close();
      await subgraph.stop();
      manage.close();
      counting.disconnect();
      redis.disconnect();
      await database.close();
    },
  };
}

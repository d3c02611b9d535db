import { createReaction, createTogether } from '@movecall/decider';
import type { Database, Handle } from '@movecall/eventlog';
import { createSealer } from '@movecall/eventlog/sealer';
import { failpoint } from '@movecall/failpoints';
import { createIdentitySigner } from '@movecall/identity';
import { consumersOf, outboxPrefixOf, type StreamName, streamOf } from '@movecall/schema/streams';
import { describeEvent } from '@movecall/schema/log-fields';
import { commandsOf } from '@movecall/schema/reactions';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openResources, type OwnStream } from '@movecall/service/bootstrap';
import type { Service } from '@movecall/service/run';
import { startSubgraphService } from '@movecall/service/subgraph';
import { randomInt, randomUUID } from 'node:crypto';
import { createAcceptanceSaga } from './acceptance/acceptance-saga.ts';
import { type Admission, openAdmission } from './acceptance/admission.ts';
import { createAttemptStore } from './acceptance/attempt-store.ts';
import { createReadStatistics } from './call/call-statistics.ts';
import { createCancel } from './call/cancellation.ts';
import type { CallConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { createErasureStore } from './erasure/erasure-store.ts';
import { createCallExecutor, type ExecuteOnCalls } from './executor.ts';
import { createKeyedHash } from './sign-in/keyed-hash.ts';
import { openLimits } from './limits.ts';
import { createManageClient } from './acceptance/manage-client.ts';
import { createCallMetrics, exposeCalls } from './metrics.ts';
import { createAppendFacts } from './outbox.ts';
import { createPageCursors } from './call/page-cursor.ts';
import { createFindPerson } from './sign-in/person-store.ts';
import { createReact, createReactions, isUnsettled } from './reactions.ts';
import { createReadModel } from './call/read-model.ts';
import { createResolvers } from './resolvers.ts';
import { callRules } from './retention.ts';
import { createPlaces } from './places/places.ts';
import { startRoleCheck } from './sign-in/role-check.ts';
import { createSessionCookies } from './sign-in/session-cookie.ts';
import { createSigningIn } from './sign-in/signing-in.ts';
import { startSweeper } from './acceptance/sweeper.ts';

export interface CallOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** Returns a number below a million. */
  readonly newCode?: () => number;
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random?: () => number;
}

const standard = {
  newId: randomUUID,
  newCode: () => randomInt(1_000_000),
  random: Math.random,
} satisfies CallOverrides;

/** 이사업체 호출: the customers' calls, their status, and signing in. */
export async function createCallService(config: CallConfig, overrides: CallOverrides = {}): Promise<Service> {
  const { now, newId, newCode, random } = { now: config.clock.now, ...standard, ...overrides };
  const migrations = new URL('../migrations', import.meta.url);
  const resources = await openResources(config, { name: 'call', migrations });
  const { logger, metrics, liveness, scrape } = resources;
  const { db, reads, background } = resources.database;
  const stream = (name: StreamName): string => streamOf(config.streamPrefix, name);
  const callMetrics = createCallMetrics(metrics);
  exposeCalls(scrape, background.db);
  const limits = openLimits(config, logger, callMetrics);
  const sealer = createSealer(config.sealingKeys);
  const appendFacts = createAppendFacts(newId);
  const execute = createCallExecutor({
    appendFacts,
    sealer,
    now,
    onStatusReached: callMetrics.statusReached,
  });
  const { openCallLimits, attemptDeadlineMs, sweepEveryMs: everyMs, operatorTels: operators } = config;
  const attempts = createAttemptStore({ db, execute, appendFacts, now, newId, openCallLimits });
  const readModel = createReadModel(reads);
  const signer = createIdentitySigner(config.identityKey);
  const manage = createManageClient({ ...config.manage, random, signer, sealer, logger, metrics });
  const admission = openAdmission(metrics, random);
  const acceptance = createAcceptanceSaga({ attempts, manage, logger, newId, attemptDeadlineMs });
  const { sessions, login, isKnownClient } = await createSigningIn({
    config,
    db,
    appendFacts,
    sealer,
    limits: limits.login,
    newId,
    newCode,
  });
  const sweeper = startSweeper({ db: background.db, attempts, everyMs, now, logger, metrics, liveness });
  const erasure = createErasureStore({ db, appendFacts, sessions });
  const react = createReact({ execute, sessions, appendFacts, sealer, operators, now });
  const roleCheck = startRoleCheck({ db: background.db, sessions, now, logger, liveness });
  const handle = notingLag(
    admission,
    now,
    createReaction(commandsOf(createReactions({ sealer, now })), react),
  );

  return startSubgraphService(resources, {
    graphql: {
      sdl: subgraphSdl('call'),
      resolvers: createResolvers({
        findPerson: createFindPerson(db),
        readModel,
        readStatistics: createReadStatistics(reads),
        admission,
        acceptance: callMetrics.countedSaga(acceptance),
        cancel: createCancel({ execute: executeTogether(db, execute) }),
        login,
        isKnownClient,
        callLimit: limits.calls,
        ...createPlaces(config.kakaoLocal, { takeQuestion: limits.takeAddressQuestion, logger, metrics }),
        sessions,
        erasure,
        db,
        pageCursors: createPageCursors(createKeyedHash(config.loginPrivateKey, 'page cursors')),
        now,
      }),
      context: createContextFactory(
        config.identityKey,
        { queries: readModel, commands: createReadModel(db) },
        createSessionCookies(config.isSecure),
      ),
      introspection: config.introspection,
    },
    events: eventsOf(stream, config.kept.loginsMs, handle),
    retention: callRules({ ...config.kept, erasure, now }),
    closing: { beforeConsumer: [sweeper.close, roleCheck.close], afterRelay: [manage.close, limits.close] },
  });
}

/** What call publishes and consumes. */
const eventsOf = (stream: (name: StreamName) => string, loginsKeptMs: number, handle: Handle) => ({
  describe: describeEvent,
  publishes: ownStreams(stream, loginsKeptMs),
  consumes: {
    streams: [stream('manage'), stream('assign'), stream('notifier')],
    heldBack: isUnsettled,
    handle,
  },
});

/** Tells admission how old the events are that are applied. */
const notingLag =
  ({ noteLag }: Pick<Admission, 'noteLag'>, now: () => Date, handle: Handle): Handle =>
  (tx, events) => {
    for (const { time } of events) noteLag(now().getTime() - Date.parse(time));
    return handle(tx, events);
  };

/** Cancels that are asked for at the same time share a transaction. */
const executeTogether = (db: Database, execute: ExecuteOnCalls) =>
  createTogether({
    db,
    async work(tx, commands: Parameters<ExecuteOnCalls>[1]) {
      const decisions = await execute(tx, commands);
      if (decisions.some((decision) => 'facts' in decision)) await failpoint('call.cancel-made');
      return decisions;
    },
  });

/** The service's own streams: calls, and login codes, which live for a short time and which only the notifier reads. */
const ownStreams = (stream: (name: StreamName) => string, loginsMs: number): OwnStream[] => [
  { stream: stream('call'), groups: consumersOf.call },
  {
    stream: stream('call-logins'),
    groups: consumersOf['call-logins'],
    prefix: outboxPrefixOf('call-logins'),
    retainMs: loginsMs,
    expires: true,
  },
];

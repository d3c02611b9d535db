import { createReaction } from '@movecall/decider';
import { createSealer } from '@movecall/eventlog/sealer';
import { consumersOf, type Producer, streamOf } from '@movecall/schema/streams';
import { describeEvent } from '@movecall/schema/log-fields';
import { commandsOf } from '@movecall/schema/reactions';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openResources } from '@movecall/service/bootstrap';
import type { Service } from '@movecall/service/run';
import { startSubgraphService } from '@movecall/service/subgraph';
import { randomUUID } from 'node:crypto';
import type { AssignConfig } from './config.ts';
import { createCompanyCommands } from './company/company-commands.ts';
import { createContextFactory } from './context.ts';
import { createAssignmentExecutor } from './executor.ts';
import { exposeWaiting } from './metrics.ts';
import { createHoldTime } from './hold/hold-commands.ts';
import { createMoverCommands } from './mover/mover-commands.ts';
import { createOfferCommands } from './offer/offer-commands.ts';
import { createPageCursors } from './page-cursor.ts';
import { createPlanCommands } from './planning/plan-commands.ts';
import { createReactions } from './reactions.ts';
import { createReadModel } from './read-model.ts';
import { createReportProgress } from './progress/progress-commands.ts';
import { createRescueCommands } from './rescue/rescue-commands.ts';
import { createResolvers } from './resolvers.ts';
import { assignRules } from './retention.ts';
import { findRoom } from './dispatch/room.ts';
import { createFire } from './timers/firing.ts';
import { startTimers } from './timers/timer-runner.ts';

export interface AssignOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** 이사업체 할당: registers movers and gives each request the nearest free one. */
export async function createAssignService(
  config: AssignConfig,
  overrides: AssignOverrides = {},
): Promise<Service> {
  const { now = config.clock.now, newId = randomUUID } = overrides;
  const migrations = new URL('../migrations', import.meta.url);
  const resources = await openResources(config, { name: 'assign', migrations });
  const { db, reads, background } = resources.database;
  const stream = (producer: Producer): string => streamOf(config.streamPrefix, producer);
  exposeWaiting(resources.scrape, background.db);
  const sealer = createSealer(config.sealingKeys);
  const { acceptWithinMs } = config;
  const execute = createAssignmentExecutor({ sealer, now, newId, acceptWithinMs });
  const { logger, liveness } = resources;
  const fire = createFire(execute);
  const timers = await startTimers({ ...background, now, fire, logger, liveness });
  const moverCommands = createMoverCommands({ db, execute, now, newId });
  const offerCommands = createOfferCommands({ db, execute });
  const companyCommands = createCompanyCommands({ db, execute, sealer, now, newId });
  const rescueCommands = createRescueCommands({ db, execute });
  const planCommands = createPlanCommands({ db, execute, now, newId });
  const readModel = createReadModel(reads);
  const pageCursors = createPageCursors(config.identityKey);
  return startSubgraphService(resources, {
    graphql: {
      sdl: subgraphSdl('assign'),
      resolvers: createResolvers({
        moverCommands,
        offerCommands,
        companyCommands,
        holdTime: createHoldTime(db, execute),
        rescueCommands,
        planCommands,
        reportProgress: createReportProgress(db, execute),
        readModel,
        pageCursors,
        reads,
        now,
      }),
      context: createContextFactory(config.identityKey, readModel, (keys) => findRoom(reads, keys)),
      introspection: config.introspection,
    },
    events: {
      describe: describeEvent,
      publishes: [{ stream: stream('assign'), groups: consumersOf.assign }],
      // Requests that arrived while this service was down are served in the order of their arrival.
      consumes: {
        streams: [stream('manage')],
        handle: createReaction(commandsOf(createReactions(sealer)), execute),
        inStreamOrder: true,
      },
    },
    retention: assignRules(config.retention.deadLettersMs),
    closing: { beforeRelay: [timers.close] },
  });
}

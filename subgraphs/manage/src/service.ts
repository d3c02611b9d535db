import { createReaction, createTogether, type TogetherOptions } from '@movecall/decider';
import { createSealer } from '@movecall/eventlog/sealer';
import { failpoint } from '@movecall/failpoints';
import { consumersOf, outboxPrefixOf, type StreamName, streamOf } from '@movecall/schema/streams';
import { describeEvent } from '@movecall/schema/log-fields';
import { commandsOf } from '@movecall/schema/reactions';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openResources, type OwnStream } from '@movecall/service/bootstrap';
import type { Service } from '@movecall/service/run';
import { startSubgraphService } from '@movecall/service/subgraph';
import { randomUUID } from 'node:crypto';
import { createAgreeing } from './order/agreeing.ts';
import { createAcceptanceBulkhead } from './order/acceptance-bulkhead.ts';
import { createCompanyCopies } from './company/company-copies.ts';
import type { ManageConfig } from './config.ts';
import { findContracts, findVersions } from './contract/contract-store.ts';
import { createContextFactory } from './context.ts';
import { ledgerExecutor } from './ledger/ledger-executor.ts';
import { findLedgers } from './ledger/ledger-store.ts';
import { exposeAcceptances } from './metrics.ts';
import { createOrderExecutor } from './order/order-executor.ts';
import { createPdfThread, pdfThreadLimits } from './paper/pdf-thread.ts';
import { openQuotes } from './quote/open-quotes.ts';
import { createQuoteErasure } from './quote/quote-erasure.ts';
import { createQuoteExecutor } from './quote/quoting.ts';
import { openReschedules } from './reschedule/open-reschedules.ts';
import { createReactions } from './reactions.ts';
import { createResolvers } from './resolvers.ts';
import { manageRules } from './retention.ts';
import { findOrders } from './store.ts';

type Work<Item, Result> = TogetherOptions<Item, Result>['work'];

export interface ManageOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** 이사업체 관리: accepts orders for calls, requests movers from assign, and cancels both. It makes quotes for moves. */
export async function createManageService(
  config: ManageConfig,
  overrides: ManageOverrides = {},
): Promise<Service> {
  const { now = config.clock.now, newId = randomUUID } = overrides;
  const migrations = new URL('../migrations', import.meta.url);
  const resources = await openResources(config, { name: 'manage', migrations });
  const { db, reads } = resources.database;
  const stream = (name: StreamName): string => streamOf(config.streamPrefix, name);
  const sealer = createSealer(config.sealingKeys);
  const execute = createOrderExecutor({ sealer, now, newId });
  const react = createReaction(commandsOf(createReactions(sealer)), execute);
  const acceptTogether = <Item, Result>(accept: Work<Item, Result>): ((item: Item) => Promise<Result>) =>
    createTogether({
      db,
      async work(tx, items) {
        const results = await accept(tx, items);
        await failpoint('manage.order-made');
        return results;
      },
    });
  const executeQuotes = createQuoteExecutor(now);
  const agree = createAgreeing({ orders: execute, quotes: executeQuotes, now });
  const rescheduling = { executeOrders: execute, executeQuotes, now, newId };
  const reschedules = openReschedules(config, resources, rescheduling);
  const { close: closeQuotes, ...quotes } = openQuotes(config, resources, { sealer, now, newId });
  const eraseQuotes = createQuoteErasure({ now, newId });
  const executeOnLedger = createTogether({ db, work: ledgerExecutor });
  const copyCompanies = createCompanyCopies(sealer);
  const pdfs = createPdfThread(pdfThreadLimits);
  const bulkhead = createAcceptanceBulkhead(config.maxAcceptancesInFlight);
  exposeAcceptances(resources.metrics, bulkhead);
  return startSubgraphService(resources, {
    graphql: {
      sdl: subgraphSdl('manage'),
      resolvers: createResolvers({
        execute: acceptTogether(execute),
        agree: acceptTogether(agree),
        bulkhead,
        ...quotes,
        executeOnLedger,
        runReschedule: reschedules.runReschedule,
        reassign: reschedules.reassign,
        sealer,
        findVersions: (callId) => findVersions(reads, callId),
        drawPdf: pdfs.draw,
        now,
      }),
      context: createContextFactory(config.identityKey, {
        findOrders: (callIds) => findOrders(reads, callIds),
        findLedgers: (callIds) => findLedgers(reads, callIds),
        findContracts: (callIds) => findContracts(reads, callIds),
      }),
      introspection: config.introspection,
    },
    events: {
      describe: describeEvent,
      publishes: ownStreams(stream),
      consumes: {
        streams: [stream('call'), stream('assign')],
        async handle(tx, events) {
          await react(tx, events);
          await eraseQuotes(tx, events);
          await copyCompanies(tx, events);
        },
      },
    },
    closing: {
      beforeConsumer: [reschedules.stopSweeping],
      afterRelay: [reschedules.close, closeQuotes, pdfs.close],
    },
    retention: manageRules({
      tombstonesMs: config.tombstonesKeptMs,
      quotesMs: config.quotesKeptMs,
      contractsMs: config.contractsKeptMs,
    }),
  });
}

/** The service's own streams: orders, and what is a message to somebody and nothing else. */
const ownStreams = (stream: (name: StreamName) => string): OwnStream[] => [
  { stream: stream('manage'), groups: consumersOf.manage },
  {
    stream: stream('manage-messages'),
    groups: consumersOf['manage-messages'],
    prefix: outboxPrefixOf('manage-messages'),
  },
];

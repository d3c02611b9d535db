import { createIdentitySigner } from '@movecall/identity';
import { supergraphSdl } from '@movecall/schema/sdl';
import { createFaultCounter } from '@movecall/graphql/faults';
import { createGraphqlHandler } from '@movecall/graphql';
import { traceRequests } from '@movecall/graphql/server-span';
import { type Handler, startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import type { Service } from '@movecall/service/run';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { RouterConfig } from './config.ts';
import { createContractPdfs } from './contract-pdf.ts';
import { withCors } from './cors.ts';
import { startGateway } from './gateway.ts';
import { exposeDocuments } from './documents/document-metrics.ts';
import { createDocuments, type Documents, type DocumentsOptions } from './documents/documents.ts';
import { startPlanner } from './documents/planner.ts';
import type { Planner } from './documents/planning-threads.ts';
import { createPlanningBudget } from './documents/planning-budget.ts';
import { createPages } from './page.ts';
import { createRequestChecks } from './request-checks.ts';
import { createRequestContext } from './request-context.ts';
import { createEndedSessions, type EndedSessions } from './sessions/ended-sessions.ts';
import { type EndedSessionsReader, startEndedSessionsReader } from './sessions/ended-sessions-reader.ts';
import type { Safelist } from './safelist.ts';
import { createSubgraphClients } from './subgraphs/clients.ts';
import { startSubscriptions } from './subscriptions.ts';
import { type LoadedSupergraph, loadSupergraph, withoutPlanner } from './supergraph.ts';

const GRAPHQL_PATH = '/graphql';
/**
 * How long the start waits for Redis and for call's list of ended sessions, ms: enough while both run. Then the clients of a
 * ready router can subscribe, and it refuses the tokens that other routers refuse.
 */
const START_GRACE_MS = 1_000;

/**
 * The one public address of movecall: GraphQL over HTTP and WebSocket, and the web page. In front of another supergraph there
 * are no live events; sign-in, rate limits and the page are on if they are configured.
 *
 * The router is ready as soon as the gateway is loaded, even without its subgraphs and Redis. An unavailable subgraph costs
 * its own fields only. Without Redis, queries and mutations are served, and live events pause until Redis is back, without a
 * loss. A router that has never reached Redis refuses subscriptions with SERVICE_UNAVAILABLE.
 *
 * @throws Error when the supergraph, the safelist, a login key or the page cannot be read, or the port is in use
 */
export async function createRouterService(config: RouterConfig): Promise<Service> {
  const { logger, introspection } = config;
  const registry = createRegistry('router', config.version);
  const scrape = createScrape(registry, logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const countFaults = createFaultCounter(registry);
  const { loaded, planner } = await loadAndPlan(config);
  const endedSessions = createEndedSessions();
  const subgraphs = createSubgraphClients(config, loaded, registry, endedSessions.add, GRAPHQL_PATH);
  const { send } = subgraphs;
  const checks = await createRequestChecks(config, endedSessions, scrape);
  const { safelist, rateLimits } = checks;
  const documents = meteredDocuments(config, { loaded, send, planner }, safelist);
  exposeDocuments(registry, documents.figures);
  const server = await startGateway(loaded, {
    documents,
    introspection,
    safelist,
    passing: config.passingErrors,
    rateLimits,
    countFaults,
    logger,
  });
  const endings = readEndedSessions(config, endedSessions);
  const subscriptions = startSubscriptions(config, {
    path: GRAPHQL_PATH,
    checks,
    loaded,
    documents,
    server,
    registry,
    countFaults,
    liveness,
    onMissedEvents: () => endings?.read(),
  });
  const createContext = createRequestContext(checks, config.forwardHeaders);
  const route = await createRoute(config, server, createContext);
  await Promise.race([
    Promise.all([subscriptions?.begun, endings?.begun]),
    pause(START_GRACE_MS, undefined, { ref: false }),
  ]);
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    metricsPort: config.metricsPort,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    // Node.js itself tells clients the time of the machine.
    ...(config.clock.aheadMs !== 0 && { now: config.clock.now }),
    logger,
    metrics: registry,
    headersTimeoutMs: config.headersTimeoutMs,
    route,
    liveness,
    readiness: async () => ({ gateway: true }),
    onDrain: async () => subscriptions?.drain(),
  });
  if (subscriptions) http.server.on('upgrade', subscriptions.upgrade);

  return {
    url: http.url,
    metricsUrl: http.metricsUrl,
    async close() {
      await http.close();
      await subscriptions?.close();
      await endings?.close();
      await server.stop();
      await subgraphs.close();
      await planner.close();
      checks.close();
    },
  };
}

/** The handler of each path: GraphQL, contracts as PDFs, and the page. */
async function createRoute(
  config: RouterConfig,
  server: Awaited<ReturnType<typeof startGateway>>,
  createContext: ReturnType<typeof createRequestContext>,
): Promise<(path: string) => Handler | null> {
  const open = (handler: Handler): Handler =>
    withCors(allowedOrigins(config), traceRequests(handler, { trusted: false }));
  const graphql = open(createGraphqlHandler(server, createContext));
  const pages = await createPages(config.page);
  const pdfs = config.supergraphFile === null ? createContractPdfs(server, createContext, pages) : () => null;
  return (path) => {
    if (path === GRAPHQL_PATH) return graphql;
    const pdf = pdfs(path);
    return pdf ? open(pdf) : pages(path);
  };
}

/** All documents of a safelist are known to be harmless, so that nothing is metered. */
const meteredDocuments = (
  { maxErrors, documentsMaxBytes, planningTimes, logger }: RouterConfig,
  parts: Pick<DocumentsOptions, 'loaded' | 'send' | 'planner'>,
  safelist: Safelist | null,
): Documents =>
  createDocuments({
    ...parts,
    maxErrors,
    maxBytes: documentsMaxBytes,
    budget: safelist ? null : createPlanningBudget(planningTimes),
    logger,
  });

/** The planner keeps a supergraph of its own: the one for executing lets go of what only planning needs. */
async function loadAndPlan(config: RouterConfig): Promise<{ loaded: LoadedSupergraph; planner: Planner }> {
  const { supergraphFile, overrideLabels } = config;
  const sdl = supergraphFile === null ? supergraphSdl() : await readFile(supergraphFile, 'utf8');
  const supergraph = await loadSupergraph(sdl, overrideLabels);
  return { planner: await startPlanner(config, supergraph), loaded: withoutPlanner(supergraph) };
}

/** @returns null in front of another supergraph, whose sessions movecall does not know */
function readEndedSessions(
  { supergraphFile, identityKey, subgraphUrls, logger }: RouterConfig,
  endedSessions: EndedSessions,
): EndedSessionsReader | null {
  const origin = subgraphUrls['call'];
  if (supergraphFile !== null || !identityKey || origin === undefined) return null;
  const url = new URL(GRAPHQL_PATH, origin).href;
  return startEndedSessionsReader({
    url,
    signer: createIdentitySigner(identityKey),
    endedSessions,
    logger,
  });
}

/** The origins whose pages may read responses. */
const allowedOrigins = ({ publicUrl, allowedOrigins: others }: RouterConfig): readonly string[] =>
  publicUrl === null ? others : [new URL(publicUrl).origin, ...others];

import { type Handler, sendJson, startHttpService } from '@movecall/http';
import type { Service } from '@movecall/service/run';
import { traceRequests } from '@movecall/graphql/server-span';
import type { ServerResponse } from 'node:http';
import { Registry } from 'prom-client';
import { phoneIn } from './asked-phone.ts';
import { createAuthorization } from './authorization.ts';
import type { SandboxConfig } from './config.ts';
import { createFaults, type FaultMode, faultOrder } from './faults.ts';
import { readJson } from './json-body.ts';
import { createMessageStore, type SandboxMessage } from './message-store.ts';
import type { Message } from './message.ts';
import { createPages } from './page.ts';
import { createReporter } from './reporter.ts';
import { createSolapiApi } from './solapi-api.ts';

export interface SandboxOverrides {
  readonly now?: () => Date;
  /** From taking a message to its arrival on the phone, ms. */
  readonly deliveryMs?: number;
  /** The first pause before a delivery report is sent again, ms. */
  readonly reportRetryMs?: number;
}

/**
 * A provider of AlimTalk messages and its customers' phones, for development and tests: speaks Solapi's protocol, shows
 * what was sent, and fails on demand. It knows nothing of the notifier but the templates that are registered with it.
 */
export async function createSandbox(
  config: SandboxConfig,
  overrides: SandboxOverrides = {},
): Promise<Service> {
  const { logger } = config;
  const { now = () => new Date(), deliveryMs = 100, reportRetryMs = 250 } = overrides;
  const store = createMessageStore(config.file);
  const faults = createFaults();
  const reporter = createReporter({
    url: config.reportUrl,
    secret: config.webhookSecret,
    logger,
    retryMs: reportRetryMs,
  });
  const timers = new Set<NodeJS.Timeout>();
  const viewers = new Set<ServerResponse>();

  const solapi = createSolapiApi({
    authorize: createAuthorization(config, now),
    faults,
    store,
    now,
    onAccepted(message, fault) {
      const { id: messageId, templateId, traceId } = message;
      logger.info({ messageId, templateId, traceId, fault }, 'took a message');
      deliver(message, fault);
    },
  });
  // Taken before a restart, and not delivered yet.
  for (const message of store.list(null)) if (message.statusCode === TAKEN) deliver(message, 'none');

  function deliver(message: SandboxMessage, fault: FaultMode): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void arrive(message, fault);
    }, deliveryMs);
    timers.add(timer);
  }

  /** The message reaches the phone, or not, and the sender hears of it. */
  async function arrive(message: SandboxMessage, fault: FaultMode): Promise<void> {
    const statusCode = fault === 'accept-then-fail' ? NO_KAKAOTALK : DELIVERED;
    store.put({ ...message, statusCode, updatedAt: now().toISOString() });
    for (const reported of reportsOf(statusCode, fault)) await reporter.report(message, reported);
  }

  const routes: Record<string, Handler> = {
    '/messages/v4/send-many/detail': traceRequests(solapi.send, { trusted: true }),
    '/messages/v4/list': solapi.list,
    '/messages': async (request, response) =>
      sendJson(response, 200, store.list(phoneIn(request.url)).map(toView)),

    '/faults': async (request, response) => {
      const order = request.method === 'POST' ? faultOrder.safeParse(await readJson(request, 10_000)) : null;
      if (!order?.success)
        return sendJson(response, 400, {
          error: 'POST { "mode": …, "times": n }',
          issues: order?.error.issues,
        });
      faults.set(order.data.mode, order.data.times);
      sendJson(response, 200, order.data);
    },

    /** Server-sent events: the latest ones, then each message as it comes or changes. */
    '/events': async (request, response) => {
      const to = phoneIn(request.url);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      });
      const push = (messages: readonly SandboxMessage[]): void => {
        response.write(`data: ${JSON.stringify(messages.map(toView))}\n\n`);
      };
      push(store.list(to).slice(-BACKLOG));
      const stop = store.subscribe((message) => {
        if (to === null || message.to === to) push([message]);
      });
      viewers.add(response);
      response.on('close', () => {
        stop();
        viewers.delete(response);
      });
    },
  };

  const pages = await createPages(config.pageOrigin);
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    logger,
    metrics: new Registry(),
    route: (path) => (Object.hasOwn(routes, path) ? routes[path] : undefined) ?? pages(path),
    readiness: async () => ({}),
    onDrain: async () => {
      for (const viewer of viewers) viewer.end();
    },
  });

  return {
    url: http.url,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      reporter.close();
      // Requests that were told to hang would hold it up.
      const closed = http.close();
      http.server.closeAllConnections();
      await closed;
    },
  };
}

/** So many messages are shown to begin with. */
const BACKLOG = 200;

const TAKEN = '2000';
const DELIVERED = '4000';
const HANDED_ON = '3000';
/** Nobody uses KakaoTalk with this phone. */
const NO_KAKAOTALK = '3104';

function reportsOf(statusCode: string, fault: FaultMode): string[] {
  if (fault === 'no-report') return [];
  if (fault === 'report-duplicates') return Array.from({ length: 10 }, () => statusCode);
  return fault === 'report-out-of-order' ? [statusCode, HANDED_ON, NO_KAKAOTALK] : [statusCode];
}

/** A message as people and tests look at it. */
function toView({
  id,
  to,
  templateId,
  text,
  buttons,
  at,
  statusCode,
  traceId = null,
}: SandboxMessage): Message {
  const status = statusCode === DELIVERED ? 'DELIVERED' : statusCode === NO_KAKAOTALK ? 'FAILED' : 'ACCEPTED';
  return { id, to, templateId, text, buttons, at, status, traceId };
}

import { type Handler, sendJson, startHttpService } from '@movecall/http';
import type { Service } from '@movecall/service/run';
import { traceRequests } from '@movecall/graphql/server-span';
import { Registry } from 'prom-client';
import { type AddressFaultMode, addressFaultModes } from './addresses/address-faults.ts';
import { createKakaoLocalApi } from './addresses/kakao-local-api.ts';
import { createAuthorization } from './authorization.ts';
import type { SandboxConfig } from './config.ts';
import { createFaults, type FaultMode, faultModes, faultOrder, type Faults } from './faults.ts';
import { readJson } from './json-body.ts';
import { createGuard } from './guard.ts';
import { createMessageFeed, toMessage } from './message-feed.ts';
import { createMessageStore } from './message-store.ts';
import { createPages } from './pages.ts';
import { createPhoneDelivery } from './phone-delivery.ts';
import { recipientFilter } from './recipient-filter.ts';
import { createReportSender } from './report-sender.ts';
import { createSolapiApi } from './solapi-api.ts';

export interface SandboxOverrides {
  readonly now?: () => Date;
  /** From the acceptance of a message to its arrival on the phone, ms. */
  readonly deliveryMs?: number;
  /** The first pause before a delivery report is sent again, ms. */
  readonly reportRetryMs?: number;
}

/**
 * A stand-in for Solapi, KakaoTalk, the customers' phones and Kakao Local, for development and tests: speaks their protocols, shows
 * the messages, and fails on demand. With the notifier it shares the registered templates only.
 */
export async function createSandbox(
  config: SandboxConfig,
  overrides: SandboxOverrides = {},
): Promise<Service> {
  const { logger } = config;
  const { now = config.clock.now, deliveryMs = 100, reportRetryMs = 250 } = overrides;
  const store = createMessageStore(config.file);
  const faults = createFaults<FaultMode>();
  const addressFaults = createFaults<AddressFaultMode>();
  const reports = createReportSender({
    url: config.reportUrl,
    secret: config.webhookSecret,
    logger,
    retryMs: reportRetryMs,
  });
  const phones = createPhoneDelivery({ store, reports, now, deliveryMs });
  const feed = createMessageFeed(store);
  const solapi = createSolapiApi({
    authorize: createAuthorization(config, now),
    faults,
    store,
    now,
    onAccepted(messages, fault) {
      for (const { id: messageId, templateId, traceId } of messages)
        logger.info({ messageId, templateId, traceId, fault }, 'accepted a message');
      phones.deliver(messages, fault);
    },
  });

  const routes: Record<string, Handler> = {
    '/messages/v4/send-many/detail': traceRequests(solapi.send, { trusted: true }),
    '/messages/v4/list': solapi.list,
    '/messages': async (request, response) =>
      sendJson(response, 200, store.list(recipientFilter(request.url)).map(toMessage)),
    '/v2/local/search/address.json': createKakaoLocalApi({
      key: config.kakaoLocalKey,
      faults: addressFaults,
    }),
    '/faults': faultsHandler(faults, faultModes),
    '/faults/addresses': faultsHandler(addressFaults, addressFaultModes),
    '/events': feed.handler,
  };
  const pages = await createPages(config.pageOrigin);
  const guard = createGuard(config.hosts);
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    metricsPort: config.metricsPort,
    logger,
    metrics: new Registry(),
    route(path) {
      const handler = (Object.hasOwn(routes, path) ? routes[path] : undefined) ?? pages(path);
      return handler && guard(handler);
    },
    readiness: async () => ({}),
    onDrain: async () => feed.close(),
  });

  return {
    url: http.url,
    metricsUrl: http.metricsUrl,
    async close() {
      phones.close();
      reports.close();
      // Otherwise the requests that a fault leaves hanging would delay the close.
      const closed = http.close();
      http.server.closeAllConnections();
      await closed;
    },
  };
}

/** `POST`: how the next requests fail. */
function faultsHandler<Mode extends string>(
  faults: Faults<Mode>,
  modes: readonly [Mode, ...Mode[]],
): Handler {
  const shape = faultOrder(modes);
  return async (request, response) => {
    const order = request.method === 'POST' ? shape.safeParse(await readJson(request, 10_000)) : null;
    if (!order?.success)
      return sendJson(response, 400, {
        error: 'POST { "mode": …, "times": n }',
        issues: order?.error.issues,
      });
    faults.set(order.data.mode, order.data.times);
    sendJson(response, 200, order.data);
  };
}

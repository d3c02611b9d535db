import { Registry } from 'prom-client';
import { afterEach } from 'vitest';
import { type Handler, type HttpService, type HttpServiceOptions, startHttpService } from '@movecall/http';
import { createLogger } from '@movecall/telemetry/logger';

let service: HttpService | null = null;
afterEach(async () => {
  if (service?.server.listening) await service.close();
});

/** Starts an HTTP service with one route, `/work`. The service is closed after the test, unless the test has closed it. */
export async function start(route: Handler, options: Partial<HttpServiceOptions> = {}): Promise<HttpService> {
  service = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    route: (path) => (path === '/work' ? route : null),
    readiness: async () => ({}),
    drainMs: 10_000,
    ...options,
  });
  return service;
}

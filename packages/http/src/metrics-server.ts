import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from './listen.ts';

export interface MetricsServer {
  /** The origin. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` and nothing else. It has a port of its own, so that a client of the service cannot read how much business
 * the service does and which parts it has, whatever a gateway in front of it lets through.
 *
 * @throws when it cannot listen on the port
 */
export async function startMetricsServer(options: {
  readonly metrics: Registry;
  readonly host: string;
  /** 0 chooses a free port. */
  readonly port: number;
}): Promise<MetricsServer> {
  const { metrics, host, port } = options;
  /** Scrapes that come at the same time share one collection. */
  let collecting: Promise<string> | null = null;
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    collecting ??= metrics.metrics().finally(() => (collecting = null));
    collecting.then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const url = await listen(server, port, host);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

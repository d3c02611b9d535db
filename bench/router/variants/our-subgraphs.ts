import { createRequestContext } from '@movecall/identity/request-context';
import { startHttpService } from '@movecall/http';
import { createLogger } from '@movecall/telemetry/logger';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { Registry } from 'prom-client';
import { sampleSubgraphs, subgraphNames } from '../sample-subgraphs.ts';

/** Serves the subgraphs as this system does: with signed identities. PORTS is the same as for `subgraph-server.ts`. */
const ports = (process.env['PORTS'] ?? '').split(',').map(Number);
const context = createRequestContext(Buffer.from(process.env['IDENTITY_KEY'] ?? '', 'base64'));
const logger = createLogger('bench', 'warn');
await Promise.all(
  subgraphNames.map(async (name, nth) => {
    const metrics = new Registry();
    const { handler } = await startSubgraph({
      ...sampleSubgraphs[name],
      context,
      introspection: false,
      logger,
      metrics,
    });
    await startHttpService({
      host: '127.0.0.1',
      port: ports[nth]!,
      logger,
      metrics,
      route: (path) => (path === '/graphql' ? handler : null),
      readiness: async () => ({}),
    });
  }),
);

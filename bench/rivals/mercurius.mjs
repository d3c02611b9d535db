import gateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';

/** The gateway of mercurius. It reads the SDL of each subgraph, not the supergraph. */
const { HOST, PORT, SUBGRAPHS } = process.env;
const app = Fastify();
await app.register(gateway, {
  gateway: {
    services: Object.entries(JSON.parse(SUBGRAPHS)).map(([name, url]) => ({ name, url, mandatory: true })),
  },
  jit: 1,
});
await app.listen({ host: HOST, port: Number(PORT) });

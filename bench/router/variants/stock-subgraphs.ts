import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { sampleSubgraphs, subgraphNames } from '../sample-subgraphs.ts';

/** Serves the subgraphs as in Apollo's documentation. PORTS is the same as for `subgraph-server.ts`. */
const ports = (process.env['PORTS'] ?? '').split(',').map(Number);
await Promise.all(
  subgraphNames.map((name, nth) => {
    const { sdl, resolvers } = sampleSubgraphs[name];
    const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }) });
    return startStandaloneServer(server, { listen: { host: '127.0.0.1', port: ports[nth]! } });
  }),
);

import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { parse, printSchema } from 'graphql';
import { EVENTS_SUBGRAPH, servedSubgraphs, subgraphSdl } from '../sdl.ts';

/**
 * Composes the subgraphs into the supergraph.
 *
 * @returns the supergraph SDL and the public (API) SDL, both ending in a newline
 * @throws Error that lists every composition error
 */
export function compose(): { supergraph: string; api: string } {
  const names = [...servedSubgraphs, EVENTS_SUBGRAPH] as const;
  const result = composeServices(
    names.map((name) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(subgraphSdl(name)),
    })),
  );
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  const api = Supergraph.build(result.supergraphSdl).apiSchema().toGraphQLJSSchema();
  return { supergraph: `${result.supergraphSdl.trim()}\n`, api: `${printSchema(api).trim()}\n` };
}

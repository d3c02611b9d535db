import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { sampleSubgraphs, subgraphNames, type SubgraphName } from './sample-subgraphs.ts';

/**
 * Composes the subgraphs.
 *
 * @param urls of the subgraphs; they become the `join__graph` URLs
 * @returns the supergraph's SDL
 */
export function composeSample(urls: Readonly<Record<SubgraphName, string>>): string {
  const { errors, supergraphSdl } = composeServices(
    subgraphNames.map((name) => ({ name, url: urls[name], typeDefs: parse(sampleSubgraphs[name].sdl) })),
  );
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { fleet, subgraphNames, type SubgraphName } from './fleet.ts';

/**
 * Composes the subgraphs.
 *
 * @param urls where each answers; they become its `join__graph` URL
 * @returns the supergraph's SDL
 */
export function composeFleet(urls: Readonly<Record<SubgraphName, string>>): string {
  const { errors, supergraphSdl } = composeServices(
    subgraphNames.map((name) => ({ name, url: urls[name], typeDefs: parse(fleet[name].sdl) })),
  );
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { catalogSubgraphs } from '../documents/catalog-subgraphs.ts';
import { sampleSubgraphs, type Subgraph } from './sample-subgraphs.ts';

/** The supergraphs that gateways serve in the benches, as subgraphs by name. */
export const samples = { calls: sampleSubgraphs, catalog: catalogSubgraphs } as const;
export type SampleName = keyof typeof samples;

export const isSampleName = (name: string): name is SampleName => Object.hasOwn(samples, name);

/**
 * Composes subgraphs.
 *
 * @param urls of the subgraphs; they become the `join__graph` URLs
 * @returns the supergraph's SDL
 */
export function composeSample(
  subgraphs: Readonly<Record<string, Subgraph>>,
  urls: Readonly<Record<string, string>>,
): string {
  const { errors, supergraphSdl } = composeServices(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, url: urls[name]!, typeDefs: parse(sdl) })),
  );
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The subgraphs that run as servers, in the order in which they are composed. */
export const servedSubgraphs = ['call', 'manage', 'assign'] as const;
export type ServedSubgraph = (typeof servedSubgraphs)[number];

/** `events` owns Subscription and has no server: the router answers for it from the event streams. */
export const EVENTS_SUBGRAPH = 'events';

const read = (file: string): string => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');

/** The hand-written SDL of a subgraph. */
export const subgraphSdl = (name: ServedSubgraph | typeof EVENTS_SUBGRAPH): string =>
  read(`./${name}.graphql`);

/** What the router plans against: all subgraphs composed, with their join metadata. */
export const supergraphSdl = (): string => read('./supergraph.graphql');

/** What a client may ask: the supergraph without what is marked @inaccessible. */
export const apiSdl = (): string => read('./api.graphql');

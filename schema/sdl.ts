import { readFileSync } from 'node:fs';

/** The subgraphs that run as servers, in the order of composition. */
export const servedSubgraphs = ['call', 'manage', 'assign'] as const;
export type ServedSubgraph = (typeof servedSubgraphs)[number];

/** `events` owns Subscription and has no server: the router serves it from the event streams. */
export const EVENTS_SUBGRAPH = 'events';

const sdl = {
  call: new URL('./call.graphql', import.meta.url),
  manage: new URL('./manage.graphql', import.meta.url),
  assign: new URL('./assign.graphql', import.meta.url),
  events: new URL('./events.graphql', import.meta.url),
  supergraph: new URL('./supergraph.graphql', import.meta.url),
  api: new URL('./api.graphql', import.meta.url),
} as const;

/** The hand-written SDL of a subgraph. */
export const subgraphSdl = (name: ServedSubgraph | typeof EVENTS_SUBGRAPH): string =>
  readFileSync(sdl[name], 'utf8');

/** The schema that the router plans against: all subgraphs composed, with join metadata. */
export const supergraphSdl = (): string => readFileSync(sdl.supergraph, 'utf8');

/** The public schema: the supergraph without the fields and types marked @inaccessible. */
export const apiSdl = (): string => readFileSync(sdl.api, 'utf8');

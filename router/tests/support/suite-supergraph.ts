import type { SmallSubgraph } from './small-supergraph.ts';

export interface SuiteCase {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** By the specification. */
  readonly data: unknown;
}

export interface SuiteSupergraph {
  readonly feature: string;
  readonly subgraphs: Readonly<Record<string, SmallSubgraph>>;
  readonly overrideLabels?: readonly string[];
  readonly cases: readonly SuiteCase[];
}

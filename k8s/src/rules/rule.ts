import type { Manifest } from '../documents.ts';

/** What the rules compare the manifests with. */
export interface Context {
  /** The variables of .env.example. */
  readonly variables: ReadonlySet<string>;
  /** The services' own readers of their environment. They throw for an invalid one. */
  readonly readConfig: Readonly<Record<string, (env: NodeJS.ProcessEnv) => unknown>>;
  /** The streams that a consumer group reads. */
  readonly streamsOf: (group: string, prefix: string) => readonly string[];
  /** A valid value for a Secret's key. */
  readonly secretValue: (secret: string, key: string) => string;
}

/** Finds what violates the rule in the manifests of one overlay. @returns a sentence for each violation */
export type Rule = (manifests: readonly Manifest[], context: Context) => string[];

import type { Manifest } from '../documents.ts';

/** What the rules hold the manifests against. */
export interface Context {
  /** The variables of .env.example. */
  readonly variables: ReadonlySet<string>;
  /** The services' own readers of their environment; they throw for one that is not usable. */
  readonly readConfig: Readonly<Record<string, (env: NodeJS.ProcessEnv) => unknown>>;
  /** For a consumer group, the streams that it reads. */
  readonly streamsOf: (group: string, prefix: string) => readonly string[];
  /** What a Secret's key holds, in a form that its reader takes. */
  readonly secretValue: (secret: string, key: string) => string;
}

/** What is wrong with the manifests of one overlay, in words; nothing: they keep the rule. */
export type Rule = (manifests: readonly Manifest[], context: Context) => string[];

import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { MAX_TOKENS } from '@movecall/graphql';
import { type DocumentNode, parse, print, stripIgnoredCharacters } from 'graphql';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LRUCache } from 'lru-cache';

/** The only operations that the router executes. */
export interface Safelist {
  /** The text of an operation by its id; null when the safelist has no such id. */
  body(id: string): string | null;
  /** Whether a text is one of the operations; whitespace, comments and the order of definitions do not matter. */
  includes(text: string): boolean;
}

const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string(),
    }),
  ),
});
export type Manifest = z.output<typeof manifest>;

const MAX_CACHED = 2_000;
/** Apollo Server's prefix of every id that it looks up in its cache. */
const APQ_PREFIX = 'apq:';

/**
 * Reads a safelist from a file in the format of Apollo's persisted query manifests.
 *
 * @throws Error when the file is missing, is not a manifest, or contains an operation that cannot be parsed
 */
export async function readSafelist(file: string): Promise<Safelist> {
  return createSafelist(manifest.parse(JSON.parse(await readFile(file, 'utf8'))));
}

/** @throws Error when an operation of the manifest cannot be parsed */
export function createSafelist({ operations }: Manifest): Safelist {
  const bodies = new Map(operations.map(({ id, body }) => [id, body]));
  const canonical = new Set(operations.map(({ name, body }) => canonicalOf(body) ?? unparsable(name)));
  const known = new LRUCache<string, boolean>({ max: MAX_CACHED });
  return {
    body: (id) => bodies.get(id) ?? null,
    includes(text) {
      const key = createHash('sha256').update(text).digest('base64');
      const verdict = known.get(key) ?? canonical.has(canonicalOf(text) ?? '');
      known.set(key, verdict);
      return verdict;
    },
  };
}

type PersistedQueries = Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>;
/** Where Apollo Server looks up the texts of persisted queries. */
export type PersistedQueryCache = NonNullable<PersistedQueries['cache']>;

/** The safelist as Apollo Server's cache of persisted queries. Clients cannot register queries in it. */
export const persistedQueryCache = (safelist: Safelist): PersistedQueryCache => ({
  get: async (key) => safelist.body(key.slice(APQ_PREFIX.length)) ?? undefined,
  set: async () => undefined,
  delete: async () => false,
});

/** A document without whitespace and comments, its definitions sorted; null when the text cannot be parsed. */
function canonicalOf(text: string): string | null {
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
  } catch {
    return null;
  }
  return document.definitions
    .map((definition) => stripIgnoredCharacters(print(definition)))
    .sort()
    .join('\n');
}

function unparsable(name: string): never {
  throw new Error(`the safelist's operation ${name} cannot be parsed: build the safelist again`);
}

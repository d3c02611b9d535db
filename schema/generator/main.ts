/**
 * Generates from the contracts: `supergraph.graphql` and `api.graphql` from the subgraphs' SDL, resolver types for each
 * subgraph, the types of the web page's operations, and `asyncapi.yaml` from the published events.
 *
 *   npm run schema          writes the files
 *   npm run schema:check    fails when a committed file differs, or when the public schema breaks its clients
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges } from 'graphql';
import { asyncapi } from './asyncapi.ts';
import { compose } from './compose.ts';
import { generateClientTypes, generateResolverTypes } from './codegen.ts';
import { servedSubgraphs } from '../sdl.ts';

/** @param path relative to schema/ */
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

async function generate(): Promise<Map<string, string>> {
  const { supergraph, api } = compose();
  const files = new Map([
    [at('supergraph.graphql'), supergraph],
    [at('api.graphql'), api],
    [at('asyncapi.yaml'), asyncapi()],
  ]);
  for (const name of servedSubgraphs) {
    files.set(at(`../subgraphs/${name}/src/generated/resolvers.ts`), await generateResolverTypes(name));
  }
  files.set(at('../web/src/generated/introspection.d.ts'), generateClientTypes(api));
  return files;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: at('..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/**
 * The public schema to compare with: the latest committed one that differs from the current one. So a change is compared with
 * its predecessor both before and after its commit. Null without such a commit or without a git history.
 */
function publishedApi(current: string): string | null {
  try {
    const commits = git('log', '--format=%H', '--', 'schema/api.graphql').split('\n').filter(Boolean);
    for (const commit of commits) {
      const published = git('show', `${commit}:schema/api.graphql`);
      if (published !== current) return published;
    }
  } catch {
    // Without a git checkout there is nothing to compare with.
  }
  return null;
}

function check(files: Map<string, string>): string[] {
  const problems: string[] = [];
  for (const [path, text] of files) {
    const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (committed !== text)
      problems.push(
        `${relative(process.cwd(), path)} differs from what its sources generate; run: npm run schema`,
      );
  }
  const api = files.get(at('api.graphql')) ?? '';
  const published = publishedApi(api);
  if (published !== null) {
    for (const change of findBreakingChanges(buildSchema(published), buildSchema(api))) {
      problems.push(`breaking change in the public schema: ${change.description}; add to the schema instead`);
    }
  }
  return problems;
}

const files = await generate();
if (process.argv[2] === 'write') {
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  console.log(`wrote ${files.size} files`);
} else {
  const problems = check(files);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  console.log(`${files.size} generated files are up to date; the public schema has no breaking change`);
}

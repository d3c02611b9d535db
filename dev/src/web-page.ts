import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seconds } from '@movecall/values/duration';

const web = fileURLToPath(new URL('../../web', import.meta.url));
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'operations.ts',
  'package.json',
  '../pnpm-lock.yaml',
  '../packages/values/src',
];
const run = promisify(execFile);
const VITE = join(createRequire(import.meta.url).resolve('vite/package.json'), '../bin/vite.js');
/** A file in the build with the fingerprint of its sources. */
const MARKER = '.made-of';

const builtIn = (root: string): string => join(root, 'dist');

/** The folder of the built page. */
export const webRoot = builtIn(web);

/**
 * Builds the web page if its sources have changed since the last build. Several may build it at once.
 *
 * @param root the folder of its sources
 */
export async function buildWebPage(log: (line: string) => void, root: string = web): Promise<void> {
  const wanted = await fingerprint(root);
  if (wanted === (await builtFingerprint(root))) return;
  const since = performance.now();
  log('building the web page (the first time, and whenever it changes)');
  // Built in a folder of its own: the router, or another build, finds a complete page at any moment.
  const draft = join(root, `.dist-${randomUUID()}`);
  // In a process of its own: Vite would make a development build from a test's NODE_ENV.
  await run(
    process.execPath,
    [VITE, 'build', root, '--outDir', draft, '--emptyOutDir', '--logLevel', 'error'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  await writeFile(join(draft, MARKER), wanted);
  await replacePage(root, draft);
  log(`the web page is built (${seconds(performance.now() - since)})`);
}

/**
 * Puts a build in the place of the one before, which is moved away first: a folder is removed file by file. When another build puts
 * its page there at the same time, one of them stays.
 */
async function replacePage(root: string, draft: string): Promise<void> {
  const before = `${draft}-before`;
  await rename(builtIn(root), before).catch(unless('ENOENT'));
  await rename(draft, builtIn(root)).catch(unless('ENOTEMPTY'));
  for (const left of [before, draft]) await rm(left, { recursive: true, force: true });
}

const unless = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error;
};

const builtFingerprint = (root: string): Promise<string | null> =>
  readFile(join(builtIn(root), MARKER), 'utf8').catch(() => null);

async function fingerprint(root: string): Promise<string> {
  const files = (await Promise.all(SOURCES.map((name) => filesOf(join(root, name))))).flat().toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  return (
    entries?.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) ?? [path]
  );
}

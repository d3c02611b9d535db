import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seconds } from '@movecall/values/duration';

const root = fileURLToPath(new URL('../../web', import.meta.url));
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

/** The folder of the built page. */
export const webRoot = join(root, 'dist');

/** Builds the web page if its sources have changed since the last build. */
export async function buildWebPage(log: (line: string) => void): Promise<void> {
  const wanted = await fingerprint();
  if (wanted === (await builtFingerprint())) return;
  const since = performance.now();
  log('building the web page (the first time, and whenever it changes)');
  // Built in another folder: the router, or another build, finds a complete page at any moment.
  const draft = join(root, `.dist-${process.pid}`);
  // In a process of its own: Vite would make a development build from a test's NODE_ENV.
  await run(
    process.execPath,
    [VITE, 'build', root, '--outDir', draft, '--emptyOutDir', '--logLevel', 'error'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  await writeFile(join(draft, MARKER), wanted);
  await rm(webRoot, { recursive: true, force: true });
  try {
    await rename(draft, webRoot);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have put the same build there first.
    if ((await builtFingerprint()) !== wanted) throw error;
  }
  log(`the web page is built (${seconds(performance.now() - since)})`);
}

const builtFingerprint = (): Promise<string | null> =>
  readFile(join(webRoot, MARKER), 'utf8').catch(() => null);

async function fingerprint(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(filesOf))).flat().toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}

async function filesOf(name: string): Promise<string[]> {
  const path = join(root, name);
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  return (
    entries?.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) ?? [path]
  );
}

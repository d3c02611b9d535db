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
  '../packages/values/src/days.ts',
];
const run = promisify(execFile);
const VITE = join(createRequire(import.meta.url).resolve('vite/package.json'), '../bin/vite.js');
/** Says what a build was made of. */
const MARKER = '.made-of';

/** Where the page is built. */
export const webRoot = join(root, 'dist');

/** Builds the web page when what it is made of has changed since the last build. */
export async function buildWebPage(log: (line: string) => void): Promise<void> {
  const wanted = await fingerprint();
  if (wanted === (await madeOf())) return;
  const since = performance.now();
  log('building the web page (once, and again when it changes)');
  // Beside the old one: whoever serves that, or builds at the same time, finds a whole page at any moment.
  const made = join(root, `.dist-${process.pid}`);
  // In a process of its own: a test's NODE_ENV would make it a page for developers.
  await run(
    process.execPath,
    [VITE, 'build', root, '--outDir', made, '--emptyOutDir', '--logLevel', 'error'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  await writeFile(join(made, MARKER), wanted);
  await rm(webRoot, { recursive: true, force: true });
  try {
    await rename(made, webRoot);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    // Another one has just put the same there.
    if ((await madeOf()) !== wanted) throw error;
  }
  log(`the web page is built (${seconds(performance.now() - since)})`);
}

const madeOf = (): Promise<string | null> => readFile(join(webRoot, MARKER), 'utf8').catch(() => null);

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

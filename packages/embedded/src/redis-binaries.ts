import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce, userCache } from './caches.ts';
import { NotFetched, systemName } from './debian-packages.ts';
import { fetchFromArchive } from './debian-programs.ts';

const run = promisify(execFile);

// XAUTOCLAIM, which takes over the entries of a dead consumer, exists since 6.2. Valkey's versions continue those of Redis 7.2.
const OLDEST = [6, 2] as const;

/** Redis cannot be started on this machine. The message says what to do instead. */
export class RedisUnavailable extends Error {
  constructor(reason: string) {
    super(`${reason}\nOr use another Redis server: set REDIS_URL, e.g. redis://host:6379`);
    this.name = 'RedisUnavailable';
  }
}

/**
 * The path of a Redis server: one on the PATH, or else a copy that was downloaded earlier, or else one that is downloaded
 * now from the archive of Debian or Ubuntu, with apt, without root and without installing anything. (No npm package contains
 * a server that runs on these systems.)
 *
 * @throws RedisUnavailable
 */
export async function redisBinary(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((each) => each.startsWith('/'))) {
    for (const name of ['redis-server', 'valkey-server']) {
      const candidate = join(folder, name);
      if (await isUsable(candidate)) return candidate;
    }
  }
  if (process.platform === 'darwin') {
    throw new RedisUnavailable('There is no Redis on this machine. Install it: brew install redis');
  }
  if (process.platform !== 'linux') {
    throw new RedisUnavailable(`There is no Redis for ${process.platform}. On Windows work in WSL.`);
  }
  const target = join(await userCache(env), `redis-${await systemName()}-${process.arch}`);
  const program = join(target, 'redis-server');
  await fillOnce(
    target,
    () => isUsable(program),
    async (folder) => {
      log('downloading Redis once, as there is none on this machine (about 2 MB, nothing is installed)');
      await fetchFromArchive(folder, {
        packages: ['redis-server', 'redis-tools'],
        programs: ['redis-server'],
      }).catch(asUnavailable);
    },
  );
  return program;
}

async function isUsable(program: string): Promise<boolean> {
  const { stdout } = await run(program, ['--version'], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (major === undefined) return false;
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}

function asUnavailable(error: unknown): never {
  if (!(error instanceof NotFetched)) throw error;
  throw new RedisUnavailable(
    `There is no Redis on this machine, and it could not be downloaded with apt-get.\n${error.message}\n` +
      'Install it (apt install redis-server, dnf install valkey, apk add redis) or connect this machine to the network.',
  );
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce, userCache } from '@movecall/embedded/caches';
import { systemName, unpackPackages } from '@movecall/embedded/debian-packages';

const run = promisify(execFile);

/**
 * Returns environment variables with which python3 finds the module `redis`. If the module is not installed, it downloads
 * Debian's package once and uses the package without installing it.
 *
 * @returns null when there is no Python or the package cannot be downloaded
 */
export async function pythonWithRedis(): Promise<NodeJS.ProcessEnv | null> {
  const env = process.env;
  if (await imports(env)) return env;
  const target = join(await userCache(env), `python-redis-${await systemName()}-${process.arch}`);
  const own = { ...env, PYTHONPATH: join(target, 'root', 'usr', 'lib', 'python3', 'dist-packages') };
  const isThere = await run('python3', ['--version'], { timeout: 10_000 }).catch(() => null);
  if (process.platform !== 'linux' || isThere === null) return null;
  try {
    await fillOnce(
      target,
      () => imports(own),
      (folder) => unpackPackages(folder, ['python3-redis']),
    );
  } catch (error) {
    console.warn(`python3-redis could not be fetched: ${String(error)}`);
  }
  return (await imports(own)) ? own : null;
}

const imports = (env: NodeJS.ProcessEnv): Promise<boolean> =>
  run('python3', ['-c', 'import redis'], { env, timeout: 10_000 }).then(
    () => true,
    () => false,
  );

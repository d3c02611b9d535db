import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce, userCache } from '@movecall/embedded/caches';
import { systemName, unpackPackages } from '@movecall/embedded/debian-packages';

const run = promisify(execFile);

/**
 * An environment in which python3 finds the module `redis`: an installed one, else that of Debian's package, which is fetched
 * once and not installed.
 *
 * @returns null where there is no Python, or the package cannot be fetched
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

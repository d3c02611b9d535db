import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fillOnce, userCache } from '@movecall/embedded/caches';
import { NotFetched, systemName } from '@movecall/embedded/debian-packages';
import { fetchFromArchive } from '@movecall/embedded/debian-programs';

const PROGRAMS = ['promtool', 'prometheus'] as const;

/**
 * Finds one of Prometheus' programs, which test alert rules and dashboards. It returns the path of the program on the PATH.
 * If there is none, it downloads the program from the archive of Debian or Ubuntu.
 *
 * @returns the path; null when the program is missing and cannot be downloaded
 */
export async function prometheusProgram(
  name: (typeof PROGRAMS)[number],
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((each) => each.startsWith('/')))
    if (await isExecutable(join(folder, name))) return join(folder, name);
  if (process.platform !== 'linux') return null;
  const target = join(await userCache(env), `prometheus-${await systemName()}-${process.arch}`);
  const program = join(target, name);
  try {
    await fillOnce(
      target,
      () => isExecutable(program),
      async (folder) => {
        log('fetching Prometheus (once, about 22 MB; nothing is installed)');
        await fetchFromArchive(folder, { packages: ['prometheus'], programs: PROGRAMS });
      },
    );
    return program;
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    log(`Prometheus could not be fetched: ${error.message}`);
    return null;
  }
}

const isExecutable = (program: string): Promise<boolean> =>
  access(program, constants.X_OK).then(
    () => true,
    () => false,
  );

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Outside the workspace, because Hive alone is larger than all dependencies of the project. */
const FOLDER = fileURLToPath(new URL('../rivals', import.meta.url));
const { packageManager } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { packageManager: string };

export const MERCURIUS = join(FOLDER, 'mercurius.mjs');
export const DBOS = join(FOLDER, 'dbos.mjs');

/** The script of Hive's command `hive-gateway`. */
export function hiveCommand(): string {
  const file = join(FOLDER, 'node_modules/@graphql-hive/gateway/package.json');
  const { bin } = createRequire(import.meta.url)(file) as { bin: Record<string, string> };
  return join(file, '..', bin['hive-gateway']!);
}

/** Installs the rivals unless they are installed as the lockfile says. */
export function installRivals(): void {
  const marker = join(FOLDER, 'node_modules', '.movecall-install');
  const wanted = readFileSync(join(FOLDER, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.error('installing the rivals (once, about 400 MB)');
  const { status, stdout } = spawnSync(
    'npx',
    [
      '--yes',
      packageManager,
      'install',
      '--frozen-lockfile',
      '--reporter=append-only',
      '--config.confirm-modules-purge=false',
    ],
    { cwd: FOLDER, encoding: 'utf8', env: { ...process.env, NPM_CONFIG_UPDATE_NOTIFIER: 'false' } },
  );
  if (status !== 0) throw new Error(`The rivals could not be installed; pnpm said:\n${stdout}`);
  writeFileSync(marker, wanted);
}

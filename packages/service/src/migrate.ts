import { ConfigError } from './config.ts';
import type { Logger } from '@movecall/telemetry/logger';
import { migrateDatabase } from '@movecall/database/migrations';

export interface MigrateConfig {
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/**
 * The main function of a process that applies a service's migrations. The exit code is 0 when the database has all of them,
 * otherwise 1, and the log says why.
 *
 * @param folder the migrations
 */
export async function runMigrations(readConfig: () => MigrateConfig, folder: string): Promise<void> {
  let config: MigrateConfig;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const { databaseUrl, logger } = config;
  const database = new URL(databaseUrl).pathname.slice(1);
  try {
    const applied = await migrateDatabase({ url: databaseUrl, folder });
    logger.info({ database, applied }, applied.length > 0 ? 'migrations applied' : 'nothing to migrate');
  } catch (error) {
    logger.fatal({ err: error, database }, 'could not migrate');
    process.exitCode = 1;
  }
}

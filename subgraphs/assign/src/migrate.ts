import { runMigrations } from '@movecall/service/migrate';
import { fileURLToPath } from 'node:url';
import { readMigrateConfig } from './config.ts';

await runMigrations(
  () => readMigrateConfig(process.env),
  fileURLToPath(new URL('../migrations', import.meta.url)),
);

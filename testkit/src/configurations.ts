import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  readConfig as readNotifier,
  readMigrateConfig as readNotifierMigrate,
} from '@movecall/notifier/config';
import { readSandboxConfig as readSandbox } from '@movecall/sandbox/config';
import { readConfig as readRouter } from '@movecall/router/config';
import { readConfig as readAssign, readMigrateConfig as readAssignMigrate } from '@movecall/assign/config';
import { readConfig as readCall, readMigrateConfig as readCallMigrate } from '@movecall/call/config';
import { readConfig as readManage, readMigrateConfig as readManageMigrate } from '@movecall/manage/config';

/** How a process reads its environment. */
export interface Configuration {
  readonly read: (env: NodeJS.ProcessEnv) => object;
  /** The repository path of the file that reads the environment. */
  readonly source: string;
}

const call = 'subgraphs/call/src/config.ts';
const manage = 'subgraphs/manage/src/config.ts';
const assign = 'subgraphs/assign/src/config.ts';
const notifier = 'notifier/src/config.ts';

/** The configurations of all deployed processes. */
export const configurations: Readonly<Record<string, Configuration>> = {
  router: { read: readRouter, source: 'router/src/config.ts' },
  call: { read: readCall, source: call },
  manage: { read: readManage, source: manage },
  assign: { read: readAssign, source: assign },
  notifier: { read: readNotifier, source: notifier },
  sandbox: { read: readSandbox, source: 'sandbox/src/config.ts' },
  'migrate-call': { read: readCallMigrate, source: call },
  'migrate-manage': { read: readManageMigrate, source: manage },
  'migrate-assign': { read: readAssignMigrate, source: assign },
  'migrate-notifier': { read: readNotifierMigrate, source: notifier },
};

/** Read the variables that all processes share. */
const SHARED = ['packages/service/src/config.ts', 'packages/service/src/clock.ts'];

/** The text of a file, given its path in the repository. */
export const textOf = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

/** The names of the variables that these processes read. They are extracted from the source text of the configurations. */
export async function variablesOf(...names: string[]): Promise<ReadonlySet<string>> {
  const sources = new Set([...SHARED, ...names.map((name) => configurations[name]!.source)]);
  const text = (await Promise.all([...sources].map(textOf))).join('\n');
  const keys = [...text.matchAll(/(?:^|[{,])\s*([A-Z][A-Z_]+): /gm)].map(([, name]) => name!);
  const databases = [...text.matchAll(/'([A-Z]+_DATABASE_URL)'/g)].map(([, name]) => name!);
  return new Set([...keys, ...databases, 'DATABASE_URL']);
}

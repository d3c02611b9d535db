import { fileURLToPath } from 'node:url';
import type { Secrets } from './secrets.ts';
import { buildWebPage, webRoot } from './web-page.ts';

/** What is known to all services once the databases run and the ports are chosen. */
export interface Surroundings {
  /** Each service's origin, also of those that do not run yet. */
  readonly origins: Readonly<Record<string, string>>;
  /** A superuser's connection URL to any database of the server. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly secrets: Secrets;
  /** Where the embedded default keeps its data. */
  readonly directory: string;
  /** What the person who starts it has set. */
  readonly env: NodeJS.ProcessEnv;
}

export interface ServiceEntry {
  /** Absolute path of its main file. */
  readonly main: string;
  /** Makes what it serves, when that has changed since it was made. */
  readonly prepare?: (log: (line: string) => void) => Promise<void>;
  /** Its environment, beside what all have (PORT, HOST, INSTANCE, LOG_LEVEL). */
  env(surroundings: Surroundings): Record<string, string>;
}

const main = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Those with a database of their own. */
export const STATEFUL = ['call', 'manage', 'assign', 'notifier'];

/** The launch table. Its order is the one in which services are listed. */
export const services: Readonly<Record<string, ServiceEntry>> = {
  router: {
    main: main('router/src/main.ts'),
    prepare: buildWebPage,
    env: ({ origins, redisUrl, secrets }) => ({
      PUBLIC_URL: originOf(origins, 'router'),
      WEB_ROOT: webRoot,
      PAGE_FRAMED_BY: originOf(origins, 'sandbox'),
      CALL_URL: originOf(origins, 'call'),
      MANAGE_URL: originOf(origins, 'manage'),
      ASSIGN_URL: originOf(origins, 'assign'),
      REDIS_URL: redisUrl,
      IDENTITY_KEY: secrets.IDENTITY_KEY,
      LOGIN_PUBLIC_KEY: secrets.LOGIN_PUBLIC_KEY,
    }),
  },
  call: {
    main: main('subgraphs/call/src/main.ts'),
    env: (surroundings) => ({
      ...stateful('call', surroundings),
      MANAGE_URL: originOf(surroundings.origins, 'manage'),
      LOGIN_PRIVATE_KEY: surroundings.secrets.LOGIN_PRIVATE_KEY,
      OPERATOR_TELS: surroundings.env['OPERATOR_TELS'] ?? '01000000000',
    }),
  },
  manage: {
    main: main('subgraphs/manage/src/main.ts'),
    env: (surroundings) => stateful('manage', surroundings),
  },
  assign: {
    main: main('subgraphs/assign/src/main.ts'),
    env: (surroundings) => stateful('assign', surroundings),
  },
  notifier: {
    main: main('notifier/src/main.ts'),
    env: (surroundings) => ({
      ...stateful('notifier', surroundings),
      ...sandboxAccount(surroundings.secrets),
      // Always the sandbox, whatever the environment says: the phones of the first data could belong to somebody.
      SOLAPI_URL: originOf(surroundings.origins, 'sandbox'),
      SOLAPI_PF_ID: 'movecall',
      SOLAPI_SENDER: '0215880000',
      PUBLIC_URL: originOf(surroundings.origins, 'router'),
    }),
  },
  sandbox: {
    main: main('sandbox/src/main.ts'),
    env: ({ origins, secrets, directory }) => ({
      ...sandboxAccount(secrets),
      REPORT_URL: `${originOf(origins, 'notifier')}/reports`,
      PAGE_URL: originOf(origins, 'router'),
      SANDBOX_FILE: `${directory}/sandbox.jsonl`,
    }),
  },
};

/** The servers that the person who starts it has, by the names of those that need not be started for them then. */
export function externalServers(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const own = STATEFUL.map((name) => env[databaseVariable(name)]).filter(Boolean);
  const database = env['DATABASE_URL'] || (own.length === STATEFUL.length ? own[0] : undefined);
  return {
    ...(database ? { postgres: database } : {}),
    ...(env['REDIS_URL'] ? { redis: env['REDIS_URL'] } : {}),
  };
}

function databaseVariable(name: string): string {
  return `${name.toUpperCase()}_DATABASE_URL`;
}

/** Services with a database of their own; a URL that the environment names for one wins. */
function stateful(
  name: string,
  { postgresUrl, redisUrl, secrets, env }: Surroundings,
): Record<string, string> {
  const variable = databaseVariable(name);
  const own = new URL(postgresUrl);
  own.pathname = `/movecall_${name}`;
  return {
    [variable]: env[variable] || own.href,
    REDIS_URL: redisUrl,
    IDENTITY_KEY: secrets.IDENTITY_KEY,
    SEALING_KEYS: secrets.SEALING_KEYS,
  };
}

function sandboxAccount({
  SOLAPI_API_KEY,
  SOLAPI_API_SECRET,
  SOLAPI_WEBHOOK_SECRET,
}: Secrets): Record<string, string> {
  return { SOLAPI_API_KEY, SOLAPI_API_SECRET, SOLAPI_WEBHOOK_SECRET };
}

function originOf(origins: Readonly<Record<string, string>>, name: string): string {
  const origin = origins[name];
  if (origin === undefined) throw new Error(`The launch table has no service called ${name}.`);
  return origin;
}

import { fileURLToPath } from 'node:url';
import type { Secrets } from './secrets.ts';
import { buildWebPage, webRoot } from './web-page.ts';

/** What all services are launched with, known once the databases run and the ports are chosen. */
export interface LaunchContext {
  /** The origin of each service, including those that do not run yet. */
  readonly origins: Readonly<Record<string, string>>;
  /** A superuser's connection URL to any database of the server. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly secrets: Secrets;
  /** Where the embedded default keeps its data. */
  readonly directory: string;
  /** The environment of `npm start`. */
  readonly env: NodeJS.ProcessEnv;
  /** How far the clock of all services is ahead of the machine's, ms; 0 when absent. */
  readonly clockAheadMs?: number;
}

export interface ServiceEntry {
  /** Absolute path of its main file. */
  readonly main: string;
  /** A bundle that was made elsewhere, of another build for example: it runs instead of `main`. */
  readonly bundle?: string;
  /** Builds what the service serves, if that has changed since the last build. */
  readonly prepare?: (log: (line: string) => void) => Promise<void>;
  /** The service's own variables; all services also get PORT, HOST, INSTANCE and LOG_LEVEL. */
  env(context: LaunchContext): Record<string, string>;
}

const main = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The services with a database of their own. */
export const STATEFUL = ['call', 'manage', 'assign', 'notifier'];

/** The launch table. Services are listed in its order. */
export const services: Readonly<Record<string, ServiceEntry>> = {
  router: {
    main: main('router/src/main.ts'),
    prepare: buildWebPage,
    env: ({ origins, redisUrl, secrets, env }) => ({
      // Far more than a person needs: whoever tries movecall follows many calls at once.
      SOCKETS_PER_IDENTITY: env['SOCKETS_PER_IDENTITY'] ?? '200',
      SUBSCRIPTIONS_PER_IDENTITY: env['SUBSCRIPTIONS_PER_IDENTITY'] ?? '1000',
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
    env: (context) => ({
      ...stateful('call', context),
      MANAGE_URL: originOf(context.origins, 'manage'),
      LOGIN_PRIVATE_KEY: context.secrets.LOGIN_PRIVATE_KEY,
      PUBLIC_URL: originOf(context.origins, 'router'),
      OPERATOR_TELS: context.env['OPERATOR_TELS'] ?? '01000000000',
      // The sandbox knows a few hundred addresses. A real account is for deployments.
      KAKAO_LOCAL_URL: originOf(context.origins, 'sandbox'),
      KAKAO_LOCAL_KEY: context.secrets.KAKAO_LOCAL_KEY,
      // Far more than a household needs: whoever tries movecall plays with one phone.
      OPEN_CALLS_PER_CUSTOMER: context.env['OPEN_CALLS_PER_CUSTOMER'] ?? '100',
      OPEN_CALLS_PER_DAY: context.env['OPEN_CALLS_PER_DAY'] ?? '10',
    }),
  },
  manage: {
    main: main('subgraphs/manage/src/main.ts'),
    env: (context) => ({
      ...stateful('manage', context),
      ASSIGN_URL: originOf(context.origins, 'assign'),
      // Whoever tries movecall asks for all quotes from one address.
      QUOTES_PER_ADDRESS: context.env['QUOTES_PER_ADDRESS'] ?? '3000/minute',
    }),
  },
  assign: {
    main: main('subgraphs/assign/src/main.ts'),
    env: (context) => stateful('assign', context),
  },
  notifier: {
    main: main('notifier/src/main.ts'),
    env: (context) => ({
      ...stateful('notifier', context),
      ...sandboxAccount(context.secrets),
      // Always the sandbox, whatever the environment says: the seed data's phone numbers could be real ones.
      SOLAPI_URL: originOf(context.origins, 'sandbox'),
      SOLAPI_PF_ID: 'movecall',
      SOLAPI_SENDER: '0215880000',
      PUBLIC_URL: originOf(context.origins, 'router'),
    }),
  },
  sandbox: {
    main: main('sandbox/src/main.ts'),
    env: ({ origins, secrets, directory }) => ({
      ...sandboxAccount(secrets),
      KAKAO_LOCAL_KEY: secrets.KAKAO_LOCAL_KEY,
      REPORT_URL: `${originOf(origins, 'notifier')}/reports`,
      PAGE_URL: originOf(origins, 'router'),
      SANDBOX_FILE: `${directory}/sandbox.jsonl`,
    }),
  },
};

/** The URLs of servers that the environment names, by the unit that they replace: `postgres` or `redis`. */
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

/** The variables of a service with a database. A database URL in the environment comes first. */
function stateful(
  name: string,
  { postgresUrl, redisUrl, secrets, env }: LaunchContext,
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

export function originOf(origins: Readonly<Record<string, string>>, name: string): string {
  const origin = origins[name];
  if (origin === undefined) throw new Error(`${name} has no origin. Add it to the launch table.`);
  return origin;
}

import { hostname } from 'node:os';
import { z } from 'zod';
import { createLogger } from '@movecall/telemetry/logger';
import type { TelemetryOptions } from '@movecall/telemetry/telemetry';

/** Every problem of a configuration at once, one line each, naming the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses an environment. Variables that are set but empty count as absent.
 *
 * @throws ConfigError listing every variable that is missing or malformed; values are not repeated, they may be secret.
 */
export function parseConfig<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`,
  );
  throw new ConfigError(`The configuration is not usable:\n${problems.join('\n')}`);
}

/** What every service reads: where it listens, how much it logs, and the key that signs identities between services. */
export const httpEnv = {
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Names this process among the replicas of its service; a restarted one takes up its own unfinished entries. */
  INSTANCE: z.string().min(1).default(hostname()),
  /**
   * How long a service that stops still accepts and serves, no longer ready, ms: more than its balancer takes to see that.
   * Without a balancer there is nobody to wait for.
   */
  LAME_DUCK_MS: z.coerce.number().int().nonnegative().max(60_000).default(0),
  /** How long a connection is kept on which nothing is asked, ms; see startHttpService. */
  KEEP_ALIVE_MS: z.coerce.number().int().positive().default(65_000),
  /**
   * How long a piece of work may be under way before the process counts as stuck for good, and /healthz fails, ms: far more
   * than any timeout that the work has of its own, 15 s for the slowest.
   */
  STUCK_AFTER_MS: z.coerce.number().int().positive().default(60_000),
  /** Which build this is, shown by its metrics and traces. */
  SERVICE_VERSION: z.string().default('development'),
  /** Origin of an OTLP/HTTP collector that spans are sent to; without one nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The share of traces that are recorded. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** Set only by tests: steps that are to go wrong (`relay.appended=kill`), '-' for none yet. */
  FAILPOINTS: z
    .string()
    .transform((text) => (text === '-' ? '' : text))
    .optional(),
};

/** Where a service's spans go; nothing where nothing is traced. */
export const tracingConfig = (
  service: string,
  settings: z.output<z.ZodObject<typeof httpEnv>>,
): { readonly tracing?: TelemetryOptions } => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = settings;
  const { INSTANCE: instance, SERVICE_VERSION: version } = settings;
  return endpoint === undefined ? {} : { tracing: { service, instance, version, endpoint, ratio } };
};

/** 32 bytes, base64. */
export const key256 = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** Whether a GraphQL service tells its schema; see isSchemaTold. */
export const schemaEnv = {
  INTROSPECTION: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
};

/** Introspection, and suggestions in error messages: what INTROSPECTION says, otherwise everywhere but in production. */
export const isSchemaTold = ({
  INTROSPECTION,
  NODE_ENV,
}: z.output<z.ZodObject<typeof schemaEnv>>): boolean =>
  INTROSPECTION === undefined ? NODE_ENV !== 'production' : INTROSPECTION === 'on';

/** Whether REDIS_URL is that of a node of a Redis Cluster. */
export const redisCluster = z
  .enum(['on', 'off'])
  .default('off')
  .transform((text) => text === 'on');

/** Redis, and the first part of every stream's name. */
export const eventlogEnv = {
  REDIS_URL: z.url(),
  REDIS_CLUSTER: redisCluster,
  STREAM_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('movecall'),
};

/** Of services with a database of their own. */
const databaseEnv = {
  /** `apply`: a service brings its database up to date when it starts. `await`: somebody else does, and it waits for that. */
  MIGRATIONS: z.enum(['apply', 'await']).default('apply'),
};

/**
 * Extends a schema by `databaseUrl`, where a service's own database is: its own variable, as `CALL_DATABASE_URL`, or its name
 * on the server that DATABASE_URL names.
 *
 * @param own the service's own variable
 * @param name the database's name on a shared server
 */
export const withDatabase = <S extends z.ZodRawShape>(schema: z.ZodObject<S>, own: string, name: string) => {
  const error = `must be a postgres:// URL, in ${own} or, for a server, in DATABASE_URL`;
  const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error });
  return z.preprocess(
    (env) => {
      const { [own]: direct, DATABASE_URL: server } = env as Record<string, string | undefined>;
      return {
        ...(env as object),
        databaseUrl: direct ?? (server === undefined ? undefined : databaseOn(server, name)),
      };
    },
    schema.extend({ ...databaseEnv, databaseUrl }),
  );
};

/**
 * What applying a service's migrations reads: where its database is, and how much is logged.
 *
 * @param name the service; `own` and `database` as for withDatabase
 * @throws ConfigError
 */
export function migrateConfig(name: string, own: string, database: string, env: NodeJS.ProcessEnv) {
  const settings = parseConfig(withDatabase(z.object({ LOG_LEVEL: httpEnv.LOG_LEVEL }), own, database), env);
  return { databaseUrl: settings.databaseUrl, logger: createLogger(name, settings.LOG_LEVEL) };
}

/** The URL of a database on a server; what is no URL stays as it is, to be refused. */
export function databaseOn(server: string, name: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The settings that a service with a database and an event log has in common with the others. */
export const serviceConfig = (
  name: string,
  settings: z.output<z.ZodObject<typeof httpEnv & typeof eventlogEnv & typeof databaseEnv>> & {
    readonly databaseUrl: string;
  },
) => ({
  host: settings.HOST,
  port: settings.PORT,
  instance: settings.INSTANCE,
  lameDuckMs: settings.LAME_DUCK_MS,
  keepAliveMs: settings.KEEP_ALIVE_MS,
  stuckAfterMs: settings.STUCK_AFTER_MS,
  version: settings.SERVICE_VERSION,
  ...(settings.FAILPOINTS !== undefined && { failpoints: settings.FAILPOINTS }),
  logger: createLogger(name, settings.LOG_LEVEL),
  ...tracingConfig(name, settings),
  databaseUrl: settings.databaseUrl,
  migrating: settings.MIGRATIONS,
  redisUrl: settings.REDIS_URL,
  redisCluster: settings.REDIS_CLUSTER,
  streamPrefix: settings.STREAM_PREFIX,
});

/** What every service with a database and an event log is configured with. */
export type ServiceConfig = ReturnType<typeof serviceConfig>;

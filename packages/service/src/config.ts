import { standardConnections } from '@movecall/database';
import { hostname } from 'node:os';
import { z } from 'zod';
import { createLogger } from '@movecall/telemetry/logger';
import type { TelemetryOptions } from '@movecall/telemetry/telemetry';
import { clockEnv, clockOf } from './clock.ts';

/** An invalid configuration. The message has a line for each problem, which names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses an environment. An empty variable counts as absent.
 *
 * @throws ConfigError that names every missing or malformed variable. It repeats no value, since values may be secret.
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
  throw new ConfigError(`The configuration is invalid. Set these variables:\n${problems.join('\n')}`);
}

/** The variables of every service: its address, its log, its shutdown, its traces. */
export const httpEnv = {
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** The port of `/metrics`; 0: a free one. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The name of this replica. A restarted process with the same name continues its unfinished events. */
  INSTANCE: z.string().min(1).default(hostname()),
  /**
   * How long a stopping service still accepts and serves requests while `/readyz` fails, ms: more than the load balancer takes to
   * notice. 0 without a load balancer.
   */
  LAME_DUCK_MS: z.coerce.number().int().nonnegative().max(60_000).default(0),
  /** How long an idle connection is kept open, ms; see startHttpService. */
  KEEP_ALIVE_MS: z.coerce.number().int().positive().default(65_000),
  /**
   * How long a unit of work may take before the process counts as stuck and `/healthz` fails, ms. It must be far more than the
   * timeouts within the work, of which the longest is 15 s.
   */
  STUCK_AFTER_MS: z.coerce.number().int().positive().default(60_000),
  /** The name of the build, for metrics and traces. */
  SERVICE_VERSION: z.string().default('development'),
  /** Origin of the OTLP/HTTP collector that receives spans. Without it nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The share of traces that are recorded, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** For tests only: steps that fail, such as `relay.appended=kill`; `-` for none yet. */
  FAILPOINTS: z
    .string()
    .transform((text) => (text === '-' ? '' : text))
    .optional(),
  ...clockEnv,
};

/** The tracing part of a configuration; empty when nothing is traced. */
export const tracingConfig = (
  service: string,
  settings: z.output<z.ZodObject<typeof httpEnv>>,
): { readonly tracing?: TelemetryOptions } => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = settings;
  const { INSTANCE: instance, SERVICE_VERSION: version } = settings;
  return endpoint === undefined ? {} : { tracing: { service, instance, version, endpoint, ratio } };
};

/** A key of 32 bytes in base64. */
export const key256 = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** The variables that isIntrospectionOn reads. */
export const introspectionEnv = {
  INTROSPECTION: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
};

/**
 * Whether a GraphQL service answers introspection and suggests names in error messages. INTROSPECTION decides; without it, every
 * environment but production does.
 */
export const isIntrospectionOn = ({
  INTROSPECTION,
  NODE_ENV,
}: z.output<z.ZodObject<typeof introspectionEnv>>): boolean =>
  INTROSPECTION === undefined ? NODE_ENV !== 'production' : INTROSPECTION === 'on';

/** Whether REDIS_URL is a node of a Redis Cluster. */
export const redisCluster = z
  .enum(['on', 'off'])
  .default('off')
  .transform((text) => text === 'on');

/** The address of Redis, and the prefix of the streams' names. */
export const eventlogEnv = {
  REDIS_URL: z.url(),
  REDIS_CLUSTER: redisCluster,
  STREAM_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('movecall'),
};

// Fewer than two, and a transaction that waits for a lock stops everything else of its purpose.
const connections = z.coerce.number().int().min(2);

/** A whole number of days as milliseconds. */
export const days = (least: number, most: number, standard: number) =>
  z.coerce
    .number()
    .int()
    .min(least)
    .max(most)
    .default(standard)
    .transform((count) => count * DAY_MS);
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long the event log keeps its rows; see eventlogRules. The ranges do not overlap: whatever is chosen, an inbox outlives the
 * events, and a sequence outlives the inboxes.
 */
const retentionEnv = {
  EVENTS_KEPT_DAYS: days(7, 14, 7),
  INBOX_KEPT_DAYS: days(21, 60, 30),
  SEQUENCES_KEPT_DAYS: days(120, 3_650, 180),
  DEAD_LETTERS_KEPT_DAYS: days(90, 3_650, 365),
  /** How often rows that are kept no longer are deleted. */
  RETENTION_EVERY_MS: z.coerce.number().int().positive().default(60_000),
};

/** How long the traces of a sign-in are kept once its code has expired: its row, its event and its message. */
export const loginRetentionEnv = {
  LOGINS_KEPT_MINUTES: z.coerce
    .number()
    .int()
    .min(60)
    .max(1_440)
    .default(60)
    .transform((minutes) => minutes * 60_000),
};

/** The variables of services with a database of their own. */
const databaseEnv = {
  ...retentionEnv,
  /** `apply`: the service applies its migrations when it starts. `await`: it waits until another process has applied them. */
  MIGRATIONS: z.enum(['apply', 'await']).default('apply'),
  /** How many connections to the database a process has at most, by purpose. */
  DATABASE_COMMAND_CONNECTIONS: connections.default(standardConnections.commands),
  DATABASE_READ_CONNECTIONS: connections.default(standardConnections.reads),
  /** For events, periodic jobs and metrics. One more connection waits for notifications. */
  DATABASE_BACKGROUND_CONNECTIONS: connections.default(standardConnections.background),
};

/**
 * Extends a schema by `databaseUrl`, the URL of the service's own database. It comes from the service's own variable, such as
 * CALL_DATABASE_URL, or else from DATABASE_URL, which names a server, and the database's name.
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
 * Reads the configuration of a process that applies a service's migrations.
 *
 * @param name the service; `own` and `database` are as in withDatabase
 * @throws ConfigError
 */
export function migrateConfig(name: string, own: string, database: string, env: NodeJS.ProcessEnv) {
  const settings = parseConfig(withDatabase(z.object({ LOG_LEVEL: httpEnv.LOG_LEVEL }), own, database), env);
  return { databaseUrl: settings.databaseUrl, logger: createLogger(name, settings.LOG_LEVEL) };
}

/** The URL of a database on a server. A text that is not a URL is returned as it is; the schema refuses it. */
export function databaseOn(server: string, name: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The part of the configuration that all services with a database and an event log share. */
export const serviceConfig = (
  name: string,
  settings: z.output<z.ZodObject<typeof httpEnv & typeof eventlogEnv & typeof databaseEnv>> & {
    readonly databaseUrl: string;
  },
) => ({
  host: settings.HOST,
  port: settings.PORT,
  metricsPort: settings.METRICS_PORT,
  instance: settings.INSTANCE,
  lameDuckMs: settings.LAME_DUCK_MS,
  keepAliveMs: settings.KEEP_ALIVE_MS,
  stuckAfterMs: settings.STUCK_AFTER_MS,
  version: settings.SERVICE_VERSION,
  ...(settings.FAILPOINTS !== undefined && { failpoints: settings.FAILPOINTS }),
  clock: clockOf(settings),
  logger: createLogger(name, settings.LOG_LEVEL),
  ...tracingConfig(name, settings),
  databaseUrl: settings.databaseUrl,
  migrating: settings.MIGRATIONS,
  databaseConnections: {
    commands: settings.DATABASE_COMMAND_CONNECTIONS,
    reads: settings.DATABASE_READ_CONNECTIONS,
    background: settings.DATABASE_BACKGROUND_CONNECTIONS,
  },
  redisUrl: settings.REDIS_URL,
  redisCluster: settings.REDIS_CLUSTER,
  streamPrefix: settings.STREAM_PREFIX,
  retention: {
    eventsMs: settings.EVENTS_KEPT_DAYS,
    inboxMs: settings.INBOX_KEPT_DAYS,
    sequencesMs: settings.SEQUENCES_KEPT_DAYS,
    deadLettersMs: settings.DEAD_LETTERS_KEPT_DAYS,
    everyMs: settings.RETENTION_EVERY_MS,
  },
});

/** The configuration of every service with a database and an event log. */
export type ServiceConfig = ReturnType<typeof serviceConfig>;

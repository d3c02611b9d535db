import { type Producer, producers } from '@movecall/schema/streams';
import { databaseOn, eventlogEnv, parseConfig } from '@movecall/service/config';
import type postgres from 'postgres';
import { z } from 'zod';
import { connect, eachProducer, type System, type SystemAddresses } from './system.ts';

const variableOf = (name: Producer): string => `${name.toUpperCase()}_DATABASE_URL`;
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional();

const schema = z
  .object({
    ...eventlogEnv,
    DATABASE_URL: databaseUrl,
    ...Object.fromEntries(producers.map((name) => [variableOf(name), databaseUrl])),
  })
  .transform((settings, context): SystemAddresses => {
    const own: Readonly<Record<string, unknown>> = settings;
    const urlOf = (name: Producer): string => {
      const url =
        (own[variableOf(name)] as string | undefined) ??
        (settings.DATABASE_URL && databaseOn(settings.DATABASE_URL, `movecall_${name}`));
      if (!url)
        context.addIssue({
          code: 'custom',
          path: [variableOf(name)],
          message: 'is missing, and so is DATABASE_URL; set one of them',
        });
      return url ?? '';
    };
    return {
      databaseUrls: eachProducer(urlOf),
      redisUrl: settings.REDIS_URL,
      redisCluster: settings.REDIS_CLUSTER,
      streamPrefix: settings.STREAM_PREFIX,
    };
  });

/**
 * Opens a deployed system by the variables that its services read too: DATABASE_URL or each service's own (CALL_DATABASE_URL …),
 * REDIS_URL, REDIS_CLUSTER and STREAM_PREFIX. A service counts as running when it is connected to its database.
 *
 * @throws ConfigError naming every variable that is missing or malformed
 */
export async function openDeployment(env: NodeJS.ProcessEnv): Promise<System> {
  const connected = await connect(parseConfig(schema, env));
  try {
    const found = await Promise.all(
      producers.map(async (name) => ((await isConnected(connected.databases[name], name)) ? [name] : [])),
    );
    const running = new Set<string>(found.flat());
    return { ...connected, runs: (name) => running.has(name) };
  } catch (error) {
    await connected.close();
    throw error;
  }
}

/** A service's connections have the application name `<service>-<instance>`. */
async function isConnected(sql: postgres.Sql, name: Producer): Promise<boolean> {
  const rows = await sql`
    select from pg_stat_activity
    where datname = current_database() and starts_with(application_name, ${`${name}-`}) limit 1`;
  return rows.length > 0;
}

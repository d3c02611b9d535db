import { until } from '@movecall/service/until';
import { type LaunchContext, services } from '@movecall/dev/services';
import { type Stack, startStack } from '@movecall/dev/stack';
import { createServiceClients, dataOf } from '@movecall/testkit/service-client';
import { Redis } from 'ioredis';
import { rm } from 'node:fs/promises';
import type { Sql } from 'postgres';
import { replicaOf } from '../faults/replica-names.ts';
import { readyBundles } from '../support/bundled-once.ts';
import { connectServiceDatabase } from '../support/service-database.ts';
import { newSystemDirectory } from '../support/system-directory.ts';

/** The part of the system that assigns movers: manage, and several processes of assign. */
export interface DispatchSystem {
  readonly stack: Stack;
  readonly redis: Redis;
  readonly sql: Readonly<Record<'manage' | 'assign', Sql>>;
  /** assign's processes by their names in the stack. None is running at first. */
  readonly replicas: readonly string[];
  /** Sends a GraphQL request to a service, signed as another service or as an operator. @throws Error when it has errors */
  ask(
    service: 'manage' | 'assign',
    role: 'SERVICE' | 'OPERATOR',
    query: string,
    variables: object,
  ): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * @param count of assign's processes
 * @param prepare runs while assign is running, before its processes are stopped
 */
export async function startDispatchSystem(
  count: number,
  prepare: (system: DispatchSystem) => Promise<void>,
): Promise<DispatchSystem> {
  const replicas = Array.from({ length: count }, (_, nth) => replicaOf('assign', nth + 1));
  const directory = await newSystemDirectory();
  const { stack, context } = await startServices(directory, replicas);
  const postgresUrl = stack.services()['postgres']?.url ?? '';
  const system: DispatchSystem = {
    stack,
    redis: new Redis(stack.services()['redis']?.url ?? ''),
    sql: {
      manage: connectServiceDatabase(postgresUrl, 'manage'),
      assign: connectServiceDatabase(postgresUrl, 'assign'),
    },
    replicas,
    ask: createAsk(stack, context?.secrets.IDENTITY_KEY ?? ''),
    async close() {
      system.redis.disconnect();
      await Promise.all([system.sql.manage.end(), system.sql.assign.end()]);
      await stack.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  try {
    await prepare(system);
    await waitUntilPublished(system.sql.assign);
    await Promise.all(replicas.map((name) => stack.stop(name)));
  } catch (error) {
    await system.close();
    throw error;
  }
  return system;
}

async function startServices(
  directory: string,
  replicas: readonly string[],
): Promise<{ readonly stack: Stack; readonly context: LaunchContext | undefined }> {
  const { manage, assign } = services;
  if (!manage || !assign) throw new Error('the launch table has no entry for manage or for assign');
  let context: LaunchContext | undefined;
  const stack = await startStack(
    {
      directory,
      routerPort: 0,
      sandboxPort: 0,
      fresh: true,
      bundleOnce: true,
      ...readyBundles(),
      log: () => undefined,
      env: { ...process.env, DATABASE_URL: undefined, REDIS_URL: undefined, LOG_LEVEL: 'warn' },
      reroute: (_name, unchanged) => (context = unchanged),
    },
    {
      services: { manage, ...Object.fromEntries(replicas.map((name) => [name, assign])) },
      seed: async () => 0,
    },
  );
  return { stack, context };
}

function createAsk(stack: Stack, identityKey: string): DispatchSystem['ask'] {
  const clientOf = createServiceClients(identityKey);
  return async (service, role, query, variables) => {
    const ask = clientOf(stack.services()[service]?.url ?? '');
    return dataOf(await ask<Record<string, unknown>>({ id: 'e2e', role, moverId: null }, query, variables));
  };
}

/** Resolves once every event of a service's outbox is on its stream. */
export const waitUntilPublished = (sql: Sql): Promise<true> =>
  until(
    'the outbox to be published',
    async () => {
      const [row] = await sql<{ open: boolean }[]>`
        select exists (select from outbox where number is null
          or number > coalesce((select published from relay_state), 0)) as open`;
      return row?.open === false || undefined;
    },
    120_000,
  );

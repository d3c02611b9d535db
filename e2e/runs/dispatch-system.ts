import { until } from '@movecall/service/until';
import { services, type LaunchContext } from '@movecall/dev/services';
import { type Stack, startStack } from '@movecall/dev/stack';
import { createIdentitySigner, IDENTITY_HEADER } from '@movecall/identity';
import { Redis } from 'ioredis';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { readyBundles } from '../support/bundled-once.ts';
import { replicaOf } from '../faults/replica-names.ts';

/** Manage, and assign as several processes: as much of the system as it takes to give out movers. */
export interface DispatchSystem {
  readonly stack: Stack;
  readonly redis: Redis;
  readonly sql: Readonly<Record<'manage' | 'assign', postgres.Sql>>;
  /** assign's processes, by their names in the stack; none of them runs at first. */
  readonly replicas: readonly string[];
  /** Asks a service's GraphQL as another service or as an operator. */
  ask(
    service: 'manage' | 'assign',
    role: 'SERVICE' | 'OPERATOR',
    query: string,
    variables: object,
  ): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * @param prepare what assign is asked before its processes are stopped
 */
export async function startDispatchSystem(
  count: number,
  prepare: (system: DispatchSystem) => Promise<void>,
): Promise<DispatchSystem> {
  const replicas = Array.from({ length: count }, (_, nth) => replicaOf('assign', nth + 1));
  const directory = await mkdtemp(join(tmpdir(), 'movecall-e2e-'));
  await chmod(directory, 0o755);
  let around: LaunchContext | undefined;
  const { manage, assign } = services;
  if (!manage || !assign) throw new Error('the launch table has no manage or no assign');
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
      reroute: (_name, surroundings) => (around = surroundings),
    },
    {
      services: { manage, ...Object.fromEntries(replicas.map((name) => [name, assign])) },
      seed: async () => 0,
    },
  );
  const url = (name: string): string => stack.services()[name]?.url ?? '';
  const signer = createIdentitySigner(
    new Uint8Array(Buffer.from(around?.secrets.IDENTITY_KEY ?? '', 'base64')),
  );
  const database = (name: string): postgres.Sql => {
    const own = new URL(url('postgres'));
    own.pathname = `/movecall_${name}`;
    return postgres(own.href, { max: 2, onnotice: () => undefined });
  };
  const system: DispatchSystem = {
    stack,
    redis: new Redis(url('redis')),
    sql: { manage: database('manage'), assign: database('assign') },
    replicas,
    async ask(service, role, query, variables) {
      const response = await fetch(`${url(service)}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [IDENTITY_HEADER]: await signer.sign({ id: 'e2e', role, moverId: null }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as {
        data?: Record<string, unknown>;
        errors?: unknown;
      };
      if (!data || errors) throw new Error(`${service} answered ${JSON.stringify(errors)}`);
      return data;
    },
    async close() {
      system.redis.disconnect();
      await Promise.all([system.sql.manage.end(), system.sql.assign.end()]);
      await stack.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await prepare(system);
    await published(system.sql.assign);
    await Promise.all(replicas.map((name) => stack.stop(name)));
  } catch (error) {
    await system.close();
    throw error;
  }
  return system;
}

/** Resolves once everything that a service has stated is on its stream. */
export const published = (sql: postgres.Sql): Promise<true> =>
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

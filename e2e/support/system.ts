import { type Addresses, type Session, signIn } from '@movecall/testkit/client';
import { newMemoryFolder } from '@movecall/testkit/memory-folder';
import { startStack, type Stack, type StackOptions, type StackParts } from '@movecall/dev/stack';
import { waitForQuiescence } from '@movecall/ops/invariants/quiescence';
import { streamOf } from '@movecall/schema/streams';
import { Redis } from 'ioredis';
import { rm } from 'node:fs/promises';
import type { Sql } from 'postgres';
import { readyBundles } from './bundled-once.ts';
import { copyDatabaseTemplate } from './database-template.ts';
import { connectServiceDatabase } from './service-database.ts';
import { newSystemDirectory } from './system-directory.ts';

export const CUSTOMER = '01012345678';
export const OPERATOR = '01000000000';
const DATABASES = ['call', 'manage', 'assign', 'notifier'] as const;
type Database = (typeof DATABASES)[number];
/** Two systems that start at the same time must not choose the same free port, so each gets two ports of its own. */
let nextPort = 14_000 + 40 * (process.pid % 400);

export interface System {
  readonly stack: Stack;
  /** The folder of the system's data, keys and logs. */
  readonly directory: string;
  readonly addresses: Addresses;
  readonly redis: Redis;
  readonly customer: Session;
  readonly operator: Session;
  /** A connection to each service's own database. */
  readonly sql: Readonly<Record<Database, Sql>>;
  /** The lines that the supervisor has logged so far. */
  readonly supervisorLog: readonly string[];
  /** Resolves once the system is quiet: outboxes published, streams consumed, alerts ended. */
  settle(): Promise<void>;
  /** The name of a producer's stream. */
  stream(producer: Database): string;
  close(): Promise<void>;
}

/** Options, services or seed data that replace the usual ones. `env` is added to the environment of the services. */
export type SystemOverrides = Pick<
  StackOptions,
  'reroute' | 'onMessage' | 'env' | 'probe' | 'durable' | 'at'
> &
  Partial<StackParts>;

/** Starts the whole system as `npm start` does, in a directory of its own, and signs in a customer and an operator. */
export async function startSystem(overrides: SystemOverrides = {}): Promise<System> {
  const { env, reroute, onMessage, probe, durable = false, at, ...parts } = overrides;
  const directory = await (durable ? newSystemDirectory() : newMemoryFolder());
  const supervisorLog: string[] = [];
  const [routerPort, sandboxPort] = [nextPort, nextPort + 1];
  nextPort += 2;
  const stack = await startStack(
    {
      directory,
      routerPort,
      sandboxPort,
      fresh: !(await copyDatabaseTemplate(directory)),
      ...readyBundles(),
      // The tests kill processes but never the machine, so Postgres need not flush to the disk.
      durable,
      log: (line) => supervisorLog.push(line),
      env: { ...withoutServers(process.env), ...env },
      ...(reroute && { reroute }),
      ...(onMessage && { onMessage }),
      ...(probe && { probe }),
      ...(at && { at }),
    },
    parts,
  );
  return { ...(await connect(stack, directory)), supervisorLog };
}

async function connect(stack: Stack, directory: string): Promise<Omit<System, 'supervisorLog'>> {
  const url = (name: string): string => {
    const service = stack.services()[name];
    if (!service) throw new Error(`${name} is not running`);
    return service.url;
  };
  const addresses: Addresses = { router: url('router'), sandbox: url('sandbox') };
  const redis = new Redis(url('redis'));
  redis.on('error', () => undefined);
  const sql = Object.fromEntries(
    DATABASES.map((name) => [name, connectServiceDatabase(url('postgres'), name)]),
  ) as Record<Database, Sql>;
  const customer = await signIn(addresses, CUSTOMER);
  const operator = await signIn(addresses, OPERATOR);
  return {
    stack,
    directory,
    addresses,
    redis,
    customer,
    operator,
    sql,
    stream: (producer) => streamOf('movecall', producer),
    async settle() {
      const underWay = await waitForQuiescence({ databases: sql, redis, streamPrefix: 'movecall' }, 60_000);
      if (underWay.length > 0)
        throw new Error(
          `the system is not quiet after a minute; still under way: ${JSON.stringify(underWay)}`,
        );
    },
    async close() {
      await Promise.all([customer.close(), operator.close()]);
      await Promise.all(DATABASES.map((name) => sql[name].end()));
      redis.disconnect();
      await stack.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Removes the variables that would make the stack use other servers than the embedded ones. */
function withoutServers({
  DATABASE_URL: _database,
  REDIS_URL: _redis,
  ...env
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

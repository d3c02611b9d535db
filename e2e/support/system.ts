import { type Addresses, type Session, signIn } from '@movecall/testkit/client';
import { startStack, type Stack, type StackOptions, type StackParts } from '@movecall/dev/stack';
import { waitForQuiescence } from '@movecall/ops/invariants/quiescence';
import { streamOf } from '@movecall/schema/events';
import { Redis } from 'ioredis';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { readyBundles } from './bundled-once.ts';

export const CUSTOMER = '01012345678';
export const OPERATOR = '01000000000';
const DATABASES = ['call', 'manage', 'assign', 'notifier'] as const;
type Database = (typeof DATABASES)[number];
/** Systems that start at the same time on one machine would find the same ports free, and one would get the other's router. */
let nextPort = 14_000 + 40 * (process.pid % 400);

export interface System {
  readonly stack: Stack;
  /** Where its data, keys and logs live. */
  readonly directory: string;
  readonly addresses: Addresses;
  readonly redis: Redis;
  readonly customer: Session;
  readonly operator: Session;
  /** A service's own database, to look into. */
  readonly sql: Readonly<Record<Database, postgres.Sql>>;
  /** What its supervisor has told so far, in lines. */
  readonly supervisorLog: readonly string[];
  /** Resolves when nothing is under way any more: outboxes published, streams consumed, messages sent and settled. */
  settle(): Promise<void>;
  /** For what is changed by hand on the streams. */
  stream(producer: Database): string;
  close(): Promise<void>;
}

/** What a test puts in between, and tells the services beside what they read anyway. */
export type SystemOverrides = Pick<StackOptions, 'reroute' | 'onMessage' | 'env' | 'probe'> &
  Partial<StackParts>;

/** The whole system as `npm start` brings it up, in a directory of its own, with a customer and an operator signed in. */
export async function startSystem({
  env,
  reroute,
  onMessage,
  probe,
  ...instead
}: SystemOverrides = {}): Promise<System> {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-e2e-'));
  await chmod(directory, 0o755);
  const lines: string[] = [];
  const [routerPort, sandboxPort] = [nextPort, nextPort + 1];
  nextPort += 2;
  const stack = await startStack(
    {
      directory,
      routerPort,
      sandboxPort,
      fresh: true,
      ...readyBundles(),
      log: (line) => lines.push(line),
      env: { ...withoutServers(process.env), ...env },
      ...(reroute && { reroute }),
      ...(onMessage && { onMessage }),
      ...(probe && { probe }),
    },
    instead,
  );
  const url = (name: string): string => {
    const service = stack.services()[name];
    if (!service) throw new Error(`${name} does not run`);
    return service.url;
  };
  const addresses: Addresses = { router: url('router'), sandbox: url('sandbox') };
  const redis = new Redis(url('redis'));
  redis.on('error', () => undefined);
  const sql = Object.fromEntries(
    DATABASES.map((name) => {
      const own = new URL(url('postgres'));
      own.pathname = `/movecall_${name}`;
      return [name, postgres(own.href, { max: 2, onnotice: () => undefined })];
    }),
  ) as Record<Database, postgres.Sql>;
  const stream = (producer: Database): string => streamOf('movecall', producer);

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
    supervisorLog: lines,
    stream,
    async settle() {
      const underWay = await waitForQuiescence({ databases: sql, redis, streamPrefix: 'movecall' }, 60_000);
      if (underWay.length > 0) throw new Error(`after a minute there still is ${JSON.stringify(underWay)}`);
    },
    async close() {
      await Promise.all([customer.close(), operator.close()]);
      await Promise.all(DATABASES.map((name) => sql[name].end()));
      redis.disconnect();
      await stack.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Embedded servers, whatever the environment names. */
function withoutServers({
  DATABASE_URL: _database,
  REDIS_URL: _redis,
  ...env
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

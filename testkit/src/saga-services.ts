import { readConfig as readAssignConfig } from '@movecall/assign/config';
import { createAssignService } from '@movecall/assign/service';
import { readConfig as readCallConfig } from '@movecall/call/config';
import { createCallService } from '@movecall/call/service';
import { readConfig as readManageConfig } from '@movecall/manage/config';
import { createManageService } from '@movecall/manage/service';
import { readConfig as readNotifierConfig } from '@movecall/notifier/config';
import { createNotifierService } from '@movecall/notifier/service';
import { readSandboxConfig } from '@movecall/sandbox/config';
import { createSandbox } from '@movecall/sandbox/service';
import { type Producer, producers } from '@movecall/schema/streams';
import type { ServiceConfig } from '@movecall/service/config';
import type { TestDatabase } from './database.ts';
import { createFaultProxy } from './fault-proxy.ts';
import { startReplicas } from './replicas.ts';
import { createLoginKey, createServiceEnv, type Env } from './service-env.ts';
import { createMigratedDatabase, type TestedService } from './template-database.ts';

const call = { name: 'call', readConfig: readCallConfig, create: createCallService } as const;
const manage = { name: 'manage', readConfig: readManageConfig, create: createManageService } as const;
const assign = { name: 'assign', readConfig: readAssignConfig, create: createAssignService } as const;
const notifier = { name: 'notifier', readConfig: readNotifierConfig, create: createNotifierService } as const;

/** The environment of all four services and the sandbox. */
export const createEnv = () => ({
  ...createServiceEnv(),
  LOGIN_PRIVATE_KEY: createLoginKey(),
  // Each replica of call has a different address of manage; see startSagaServices.
  MANAGE_URL: 'http://127.0.0.1:1',
  // So have the replicas of manage, of assign.
  ASSIGN_URL: 'http://127.0.0.1:1',
  ASSIGN_FAILURES_TO_OPEN: '100',
  ASSIGN_TIMEOUT_MS: '10000',
  RESCHEDULE_DEADLINE_MS: '20000',
  // The faults of one test case must not open the circuit for the next one.
  MANAGE_FAILURES_TO_OPEN: '100',
  // Allows for a slow machine, which all services share.
  MANAGE_TIMEOUT_MS: '10000',
  ATTEMPT_DEADLINE_MS: '20000',
  OPEN_CALLS_PER_CUSTOMER: '1000',
  OPEN_CALLS_PER_DAY: '1000',
  PUBLIC_URL: 'http://movecall.example',
  SOLAPI_API_KEY: 'NCSTEST',
  SOLAPI_API_SECRET: 'secret',
  SOLAPI_WEBHOOK_SECRET: 'hook',
  SOLAPI_PF_ID: 'movecall',
  SOLAPI_SENDER: '0215880000',
});

/**
 * Starts call, manage, assign, notifier and the sandbox in this process, without a router. A proxy connects each replica of
 * call to the replica of manage with the same number, or to a running one if that replica has stopped.
 */
export async function startSagaServices(instances: readonly string[], further: Env = {}) {
  const reports = await createFaultProxy(() => notifiers.url(0));
  const settings = { ...createEnv(), ...further };
  const sandbox = await createSandbox(
    readSandboxConfig({ ...settings, REPORT_URL: `${reports.url}/reports` }),
    { deliveryMs: 10, reportRetryMs: 50 },
  );
  const env = { ...settings, SOLAPI_URL: sandbox.url };
  const databases = await createDatabases(env);
  const start = <C extends ServiceConfig, O>(
    { name, readConfig, create }: TestedService<C, O>,
    own: (nth: number) => Env = () => ({}),
  ) =>
    startReplicas(instances, (INSTANCE, nth) => {
      const database = { [`${name.toUpperCase()}_DATABASE_URL`]: databases[name].url };
      return create(readConfig({ ...env, ...database, INSTANCE, ...own(nth) }));
    });

  const holdLine = await createFaultProxy(() => assigns.url(0));
  const manages = await start(manage, () => ({ ASSIGN_URL: holdLine.url }));
  const lines = await Promise.all(instances.map((_, nth) => createFaultProxy(() => manages.url(nth))));
  const assigns = await start(assign);
  const calls = await start(call, (nth) => ({ MANAGE_URL: lines[nth]!.url }));
  const notifiers = await start(notifier);
  return {
    env,
    databases,
    sandbox,
    lines,
    holdLine,
    replicas: { call: calls, manage: manages, assign: assigns, notifier: notifiers },
    /** The running services, in the order in which they must stop. */
    running: new Set([calls, notifiers, assigns, ...lines, manages, holdLine, reports, sandbox]),
  };
}

/** An empty, migrated database for each service. */
export async function createDatabases(env: Env): Promise<Record<Producer, TestDatabase>> {
  const [ofCall, ofManage, ofAssign, ofNotifier] = await Promise.all([
    createMigratedDatabase(call, env),
    createMigratedDatabase(manage, env),
    createMigratedDatabase(assign, env),
    createMigratedDatabase(notifier, env),
  ]);
  return { call: ofCall, manage: ofManage, assign: ofAssign, notifier: ofNotifier };
}

/** The configurations of the services, as they read them from an environment. */
export const readConfigs = (env: Env) => ({
  call: readCallConfig(env),
  manage: readManageConfig(env),
  assign: readAssignConfig(env),
  notifier: readNotifierConfig(env),
});

/** Makes a record with an entry for each service. */
export const perService = <T>(make: (name: Producer) => T): Readonly<Record<Producer, T>> =>
  Object.fromEntries(producers.map((name) => [name, make(name)])) as Record<Producer, T>;

import { freePort, nextFreePort } from '@movecall/embedded/ports';
import { bundleOf, bundleServices } from './bundles.ts';
import { type LivenessProbe, patientProbe } from './liveness-probe.ts';
import { createRegistry, type Registry, type Running } from './registry.ts';
import { keptSecrets } from './secrets.ts';
import { seedMovers } from './seed.ts';
import {
  externalServers,
  type LaunchContext,
  type ServiceEntry,
  services as launchTable,
} from './services.ts';
import { bundlesIn, prepareDirectory } from './stack-directory.ts';
import { createSupervisorGroup, type SupervisorGroup } from './supervisor-group.ts';
import { PortTaken, postgresUnit, redisUnit, serviceUnit } from './units.ts';

export interface StackOptions {
  /** Where data, keys, logs and `services.json` are kept. */
  readonly directory: string;
  /** The ports of the public addresses; a taken port is replaced by the next free one. */
  readonly routerPort: number;
  readonly sandboxPort: number;
  /** Deletes the data and keys that an earlier start left in the directory. */
  readonly fresh: boolean;
  readonly log: (line: string) => void;
  /** Default: this process's. DATABASE_URL and REDIS_URL name servers that are used instead of embedded ones. */
  readonly env?: NodeJS.ProcessEnv;
  /** The moment from which the clock of all services runs; the machine's clock when absent. Only with embedded databases. */
  readonly at?: Date;
  /** Cancels a start that is under way. */
  readonly signal?: AbortSignal;
  /** Replaces the launch context of a service, for example with the address of a fault proxy. */
  readonly reroute?: (name: string, context: LaunchContext) => LaunchContext | Promise<LaunchContext>;
  /** A restarted service runs the bundle of the first start, even if its source has changed: it is ready sooner. */
  readonly bundleOnce?: boolean;
  /** false: the embedded Postgres waits for no disk. Default true. */
  readonly durable?: boolean;
  /** A folder with a ready bundle of each service of the launch table. The web page must be built too: the stack builds nothing. */
  readonly bundles?: string;
  /** How the services' liveness is probed. */
  readonly probe?: LivenessProbe;
  /** Receives the IPC messages of services. */
  readonly onMessage?: (name: string, message: unknown) => void;
}

export interface Stack {
  /** Where each unit runs: the content of `services.json`. */
  services(): Record<string, Running>;
  /** The names of all units that can be stopped and started. */
  names(): string[];
  /** Resolves once the process is gone. The unit stays stopped until the next `start`. */
  stop(name: string): Promise<'stopped' | 'stopped already'>;
  /**
   * Resolves once the unit is ready.
   * @throws StartFailed with the end of its log
   */
  start(name: string): Promise<'started' | 'running already'>;
  /** Sends a signal to the unit's process, as a crash; its supervisor starts it again. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Sends an IPC message to a service. */
  send(name: string, message: object): void;
  /** Stops all units, within a few seconds. */
  close(): Promise<void>;
}

/** What a test can replace. */
export interface StackParts {
  readonly services: Readonly<Record<string, ServiceEntry>>;
  readonly seed: (context: LaunchContext) => Promise<number>;
}

/** A clock cannot be set for databases that others use, with rows of another time. */
export class ClockIsShared extends Error {
  override readonly name = 'ClockIsShared';

  constructor() {
    super('--at works with the embedded databases only: unset DATABASE_URL, REDIS_URL and the like.');
  }
}

/** What the steps of a start share. */
interface Startup {
  readonly options: StackOptions;
  readonly parts: StackParts;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly external: Readonly<Record<string, string>>;
  readonly units: SupervisorGroup;
  readonly registry: Registry;
  /** Builds what services run and serve, where the sources have changed. */
  readonly build: () => Promise<unknown>;
}

const CLOSE_GRACE_MS = 4_000;
const DATABASES = ['postgres', 'redis'];

/**
 * Brings up the whole system: the databases, each service as a process of its own, and the seed data. A process that dies is
 * started again. If a unit cannot start, this rejects with the end of its log and stops all the others.
 */
export async function startStack(options: StackOptions, instead: Partial<StackParts> = {}): Promise<Stack> {
  const parts: StackParts = { services: launchTable, seed: seedMovers, ...instead };
  const { log, env = process.env } = options;
  const directory = await prepareDirectory(options.directory, options.fresh, log);
  const names = Object.keys(parts.services);
  const external = externalServers(env);
  if (options.at !== undefined && Object.keys(external).length > 0) throw new ClockIsShared();
  const units = createSupervisorGroup(() => registry.changed(), log);
  const registry = createRegistry(directory, () => units.states([...names, ...DATABASES]), external, log);
  const build = options.bundles
    ? async () => undefined
    : builderOf(parts.services, bundlesIn(directory), log);

  async function close(): Promise<void> {
    await units.stop(names, CLOSE_GRACE_MS);
    await units.stop(DATABASES, CLOSE_GRACE_MS);
    await registry.remove();
  }

  const cancel = () => void close();
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    await bringUp({ options, parts, directory, env, external, units, registry, build });
  } catch (error) {
    await close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }

  return {
    services: registry.entries,
    names: units.names,
    async stop(name) {
      const outcome = await units.get(name).stop();
      await registry.written();
      return outcome;
    },
    async start(name) {
      // A developer who stopped a service, changed its source and starts it again expects the change to run.
      const mayHaveChanged = names.includes(name) && options.bundleOnce !== true;
      if (mayHaveChanged && units.get(name).state().status === 'stopped') await build();
      const outcome = await units.get(name).start();
      await registry.written();
      return outcome;
    },
    kill: (name, signal) => units.get(name).kill(signal),
    send: (name, message) => units.get(name).send(message),
    close,
  };
}

/** The steps of a start: databases, services, seed data, `services.json`. */
async function bringUp(startup: Startup): Promise<void> {
  const { options, parts, directory, external, units, registry, build } = startup;
  const { log, signal } = options;
  const names = Object.keys(parts.services);

  if (external['postgres'] === undefined) units.add(postgresUnit(directory, log, options.durable ?? true));
  if (external['redis'] === undefined) units.add(redisUnit(directory, log));
  signal?.throwIfAborted();
  await Promise.all([units.start(units.names()), build()]);

  const origins = await chooseOrigins(names, options);
  const context = await launchContext(startup, origins);
  for (const [name, entry] of Object.entries(parts.services)) {
    const own = (await options.reroute?.(name, context)) ?? context;
    const onMessage = (message: unknown) => options.onMessage?.(name, message);
    const script = bundleFor(name, entry, { ...options, directory });
    units.add(serviceUnit(name, script, entry, own, options.probe ?? patientProbe, onMessage));
  }
  signal?.throwIfAborted();
  await startServices(startup, names, origins);
  const seeded = await parts.seed(context);
  if (seeded > 0) log(`registered the first ${seeded} movers`);
  await registry.publish();
}

const TRIES = 5;

/**
 * Starts the services. Another process may take a port after it was chosen: then all services start again with other ports, since
 * they know each other's addresses.
 */
async function startServices(
  { options, units }: Startup,
  names: readonly string[],
  origins: Record<string, string>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await units.start(names);
    } catch (error) {
      // The addresses of a rerouted stack are known to its proxies.
      if (!(error instanceof PortTaken) || options.reroute || tries === TRIES) throw error;
      options.log(`${error.message}; starting the services at other ports`);
      await units.stop(names, CLOSE_GRACE_MS);
      Object.assign(origins, await chooseOrigins(names, options));
    }
  }
}

/** Once the databases run. */
async function launchContext(
  { directory, env, registry, options: { at } }: Startup,
  origins: LaunchContext['origins'],
): Promise<LaunchContext> {
  const { postgres, redis } = registry.entries();
  return {
    origins,
    postgresUrl: postgres?.url ?? '',
    redisUrl: redis?.url ?? '',
    secrets: await keptSecrets(directory),
    directory,
    env,
    clockAheadMs: at === undefined ? 0 : at.getTime() - Date.now(),
  };
}

/** The bundle that a service runs. A replica has a name of its own and the ready bundle of its service. */
const bundleFor = (
  name: string,
  { main, bundle }: ServiceEntry,
  { bundles, directory }: StackOptions,
): string =>
  bundle ?? (bundles ? bundleOf(bundles, nameInLaunchTable(main)) : bundleOf(bundlesIn(directory), name));

function nameInLaunchTable(main: string): string {
  const found = Object.entries(launchTable).find(([, entry]) => entry.main === main);
  if (found === undefined)
    throw new Error(`${main} is not in the launch table: start its stack without ready bundles.`);
  return found[0];
}

function builderOf(
  services: StackParts['services'],
  bundles: string,
  log: (line: string) => void,
): () => Promise<unknown> {
  const mains = Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main]));
  // Replicas of one service share their preparation, which runs once.
  const preparations = new Set(Object.values(services).map(({ prepare }) => prepare));
  return () =>
    Promise.all([
      bundleServices(mains, bundles),
      ...[...preparations].map(async (prepare) => prepare?.(log)),
    ]);
}

/** Origins are chosen once, so a restarted service keeps its address. */
async function chooseOrigins(
  names: readonly string[],
  { routerPort, sandboxPort, log }: StackOptions,
): Promise<Record<string, string>> {
  const publicPorts: Readonly<Record<string, number>> = { router: routerPort, sandbox: sandboxPort };
  const taken = new Set<number>();
  const origins: Record<string, string> = {};
  for (const name of names) {
    const wanted = publicPorts[name];
    const port = wanted === undefined ? await freePort(taken) : await nextFreePort(wanted, taken);
    taken.add(port);
    if (wanted !== undefined && port !== wanted) log(`port ${wanted} is taken: ${name} gets ${port}`);
    // `localhost` for the addresses that people open in a browser.
    origins[name] = `http://${wanted === undefined ? '127.0.0.1' : 'localhost'}:${port}`;
  }
  return origins;
}

import { mkdir, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleOf, bundleServices } from './bundles.ts';
import { createKeeper, type Keeper, type Unit } from './keeper.ts';
import { seconds } from '@movecall/values/duration';
import { postgresUnit, redisUnit, serviceUnit } from './launching.ts';
import { type LivenessProbe, patientProbe } from './liveness.ts';
import { freePort, nextFreePort } from '@movecall/embedded/ports';
import { wipePostgres } from '@movecall/embedded/postgres';
import { terminateLeftover } from '@movecall/embedded/processes';
import { wipeRedis } from '@movecall/embedded/redis';
import { createRegistry, registryFile, type Running } from './registry.ts';
import { keptSecrets } from './secrets.ts';
import { seedMovers } from './seed.ts';
import {
  externalServers,
  services as launchTable,
  type ServiceEntry,
  type Surroundings,
} from './services.ts';

export interface StackOptions {
  /** Where data, keys, logs and `services.json` live. */
  readonly directory: string;
  /** The public addresses' ports; the next free one when taken. */
  readonly routerPort: number;
  readonly sandboxPort: number;
  /** Forgets everything that an earlier start left in the directory. */
  readonly fresh: boolean;
  readonly log: (line: string) => void;
  /** Default: this process's. DATABASE_URL and REDIS_URL name servers to use instead of embedded ones. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up while it is still starting. */
  readonly signal?: AbortSignal;
  /** What a service is to take for its surroundings, where that is not what is there: a test may put itself in between. */
  readonly reroute?: (name: string, surroundings: Surroundings) => Surroundings | Promise<Surroundings>;
  /** What is started again is what was bundled at the start, whatever has become of its source: it is sooner there. */
  readonly bundleOnce?: boolean;
  /** How services show that they are alive. */
  readonly probe?: LivenessProbe;
  /** What services say over their IPC channels. */
  readonly onMessage?: (name: string, message: unknown) => void;
}

export interface Stack {
  /** Who runs where, as `services.json` says it. */
  services(): Record<string, Running>;
  /** Every name that can be stopped and started. */
  names(): string[];
  /** Resolves once the process is gone, and nothing starts it again. */
  stop(name: string): Promise<'stopped' | 'stopped already'>;
  /** Resolves once it is ready. @throws StartFailed with its last words */
  start(name: string): Promise<'started' | 'running already'>;
  /** Sends it a signal behind its keeper's back, as a mishap would. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Says something to it over its IPC channel. */
  tell(name: string, message: object): void;
  /** Ends all of it, within a few seconds. */
  close(): Promise<void>;
}

export class UnknownService extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`There is no service called "${name}". There are: ${known.join(', ')}.`);
    this.name = 'UnknownService';
  }
}

/** What a test puts in the place of the real services. */
export interface StackParts {
  readonly services: Readonly<Record<string, ServiceEntry>>;
  readonly seed: (surroundings: Surroundings) => Promise<number>;
}

const CLOSE_GRACE_MS = 4_000;

/**
 * Brings up the whole system: databases, every service as its own process, the first data. What dies by itself is
 * started again; what cannot start at all rejects with its last words, and nothing stays behind.
 */
export async function startStack(options: StackOptions, instead: Partial<StackParts> = {}): Promise<Stack> {
  const parts: StackParts = { services: launchTable, seed: seedMovers, ...instead };
  const { log, env = process.env } = options;
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const bundles = join(directory, 'bundles');
  await endLeftovers(directory, bundles, log);
  if (options.fresh) await wipe(directory);
  await rm(bundles, { recursive: true, force: true });
  await rm(join(directory, 'logs'), { recursive: true, force: true });

  const keepers = new Map<string, Keeper>();
  const external = externalServers(env);
  const shown = [...Object.keys(parts.services), 'postgres', 'redis'];
  const registry = createRegistry(
    directory,
    () => Object.fromEntries(shown.flatMap((name) => (keepers.has(name) ? [[name, get(name).state()]] : []))),
    external,
    log,
  );
  const keep = (unit: Unit) => keepers.set(unit.name, createKeeper(unit, registry.changed, log));

  function get(name: string): Keeper {
    const keeper = keepers.get(name);
    if (keeper === undefined) throw new UnknownService(name, [...keepers.keys()]);
    return keeper;
  }

  async function startAll(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const since = performance.now();
    const took = () => seconds(performance.now() - since);
    options.signal?.throwIfAborted();
    await Promise.all(
      names.map((name) =>
        get(name)
          .start()
          .then(() => log(`${name} is ready (${took()})`)),
      ),
    );
  }

  async function close(): Promise<void> {
    const running = [...keepers.values()];
    const isDatabase = ({ name }: Keeper) => name === 'postgres' || name === 'redis';
    await Promise.all(
      running.filter((keeper) => !isDatabase(keeper)).map((keeper) => keeper.stop(CLOSE_GRACE_MS)),
    );
    await Promise.all(running.filter(isDatabase).map((keeper) => keeper.stop(CLOSE_GRACE_MS)));
    await registry.remove();
  }

  const mains = Object.fromEntries(Object.entries(parts.services).map(([name, { main }]) => [name, main]));
  const bundle = () => bundleServices(mains, bundles);
  // Of several replicas, one.
  const preparations = new Set(Object.values(parts.services).map((entry) => entry.prepare));
  const prepare = () => Promise.all([...preparations].map(async (each) => each?.(log)));

  const giveUp = () => void close();
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    if (external['postgres'] === undefined) keep(postgresUnit(directory, log));
    if (external['redis'] === undefined) keep(redisUnit(directory, log));
    await Promise.all([startAll([...keepers.keys()]), bundle(), prepare()]);

    const known = registry.entries();
    const surroundings: Surroundings = {
      origins: await chooseOrigins(Object.keys(parts.services), options),
      postgresUrl: known['postgres']?.url ?? '',
      redisUrl: known['redis']?.url ?? '',
      secrets: await keptSecrets(directory),
      directory,
      env,
    };
    for (const [name, entry] of Object.entries(parts.services)) {
      const seen = (await options.reroute?.(name, surroundings)) ?? surroundings;
      keep(
        serviceUnit(name, bundleOf(bundles, name), entry, seen, options.probe ?? patientProbe, (message) =>
          options.onMessage?.(name, message),
        ),
      );
    }
    await startAll(Object.keys(parts.services));
    const seeded = await parts.seed(surroundings);
    if (seeded > 0) log(`registered the first ${seeded} movers`);
    await registry.publish();
  } catch (error) {
    await close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }

  return {
    services: registry.entries,
    names: () => [...keepers.keys()],
    async stop(name) {
      const outcome = await get(name).stop();
      await registry.written();
      return outcome;
    },
    async start(name) {
      // Whoever changed its source and starts it again wants to see the change.
      const mayHaveChanged = name in mains && options.bundleOnce !== true;
      if (mayHaveChanged && get(name).state().status === 'stopped') await Promise.all([bundle(), prepare()]);
      const outcome = await get(name).start();
      await registry.written();
      return outcome;
    },
    kill: (name, signal) => get(name).kill(signal),
    tell: (name, message) => get(name).tell(message),
    close,
  };
}

/** Chosen once: a service that is started again keeps its address. */
async function chooseOrigins(
  names: readonly string[],
  options: StackOptions,
): Promise<Record<string, string>> {
  const taken = new Set<number>();
  const origins: Record<string, string> = {};
  for (const name of names) {
    const wanted =
      name === 'router' ? options.routerPort : name === 'sandbox' ? options.sandboxPort : undefined;
    const port = wanted === undefined ? await freePort(taken) : await nextFreePort(wanted, taken);
    taken.add(port);
    if (wanted !== undefined && port !== wanted) options.log(`port ${wanted} is taken: ${name} gets ${port}`);
    // What people open in a browser has the name they expect there.
    origins[name] = `http://${wanted === undefined ? '127.0.0.1' : 'localhost'}:${port}`;
  }
  return origins;
}

/** Services end themselves when their supervisor is killed; one that hangs would still hold its port and its leases. */
async function endLeftovers(directory: string, bundles: string, log: (line: string) => void): Promise<void> {
  const text = await readFile(registryFile(directory), 'utf8').catch(() => '{}');
  const left = Object.entries(JSON.parse(text) as Record<string, Running>);
  for (const [name, { pid }] of left) {
    if (pid === null) continue;
    const script = bundleOf(bundles, name);
    const outcome = await terminateLeftover(pid, (command) => command.includes(script), 'SIGTERM');
    if (outcome === 'ended') log(`ended ${name} of an earlier run (process ${pid})`);
  }
  await rm(registryFile(directory), { force: true });
}

/** All but the supervisor's own claim on the directory. */
async function wipe(directory: string): Promise<void> {
  await Promise.all([wipePostgres(directory), wipeRedis(directory)]);
  for (const name of await readdir(directory)) {
    if (name !== 'control.json') await rm(join(directory, name), { recursive: true, force: true });
  }
}

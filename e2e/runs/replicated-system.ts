import { until } from '@movecall/service/until';
import { type ServiceEntry, services, type LaunchContext } from '@movecall/dev/services';
import { registerMovers } from '../faults/register-movers.ts';
import { replicaOf } from '../faults/replica-names.ts';
import { type Balancer, startBalancer } from '@movecall/testkit/balancer';
import { startSystem, type System } from '../support/system.ts';

export type Balanced = 'router' | 'call' | 'manage' | 'assign' | 'notifier';

/** The whole system, every service as several processes, and one address for each: what Kubernetes' Services are to pods. */
export interface ReplicatedSystem {
  /** Its addresses are those of the balancers. */
  readonly system: System;
  /** A service's processes, by the names they have in the stack. */
  readonly processes: readonly string[];
  /** Asks a process to end as a rollout does, and resolves once its successor takes connections. */
  roll(process: string): Promise<{ readonly goneMs: number; readonly readyMs: number }>;
  /** Processes that ended in another way than they should, in a line each. */
  uncleanExits(): readonly string[];
  close(): Promise<void>;
}

const BALANCED: readonly Balanced[] = ['router', 'call', 'manage', 'assign', 'notifier'];
const PROBE_MS = 200;
/** More than a balancer takes to look twice, on a machine that is busy. */
const LAME_DUCK_MS = 4_500;

const ENV: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'info',
  LAME_DUCK_MS: String(LAME_DUCK_MS),
  SOCKET_DRAIN_MS: '2000',
  // Everybody here comes from one address, and it is not the limits that are looked at.
  RATE_PER_IDENTITY: 'off',
  RATE_PER_ADDRESS: 'off',
  CALLS_PER_MINUTE: '1000000',
  LOGIN_CODES_PER_MINUTE: '1000',
};

export interface ReplicatedOptions {
  readonly replicas: number;
  readonly movers: number;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startReplicatedSystem(options: ReplicatedOptions): Promise<ReplicatedSystem> {
  let around: LaunchContext | undefined;
  const names = (service: Balanced): string[] =>
    Array.from({ length: options.replicas }, (_, nth) => replicaOf(service, nth + 1));
  const balancers = {} as Record<Balanced, Balancer>;
  for (const service of BALANCED) {
    const origins = (): string[] => names(service).flatMap((name) => around?.origins[name] ?? []);
    balancers[service] = await startBalancer(origins, PROBE_MS);
  }
  const balanced = Object.fromEntries(BALANCED.map((name) => [name, balancers[name].url]));
  const allReady = (): Promise<true> =>
    until(
      'every process to take connections',
      async () =>
        BALANCED.every((name) => balancers[name].ready().length === options.replicas) ? true : undefined,
      60_000,
    );

  const closeBalancers = async (): Promise<void> => {
    await Promise.all(BALANCED.map((name) => balancers[name].close()));
  };
  const started = await startSystem({
    env: { ...ENV, ...options.env },
    services: replicated(names, balanced),
    reroute: (_name, surroundings) => (around = surroundings),
    // Movers come later, by way of the balancers.
    seed: async () => (await allReady(), 0),
  }).catch(async (error: unknown) => {
    await closeBalancers();
    throw error;
  });
  const { stack } = started;
  const system: System = {
    ...started,
    addresses: { ...started.addresses, router: balancers.router.url },
  };
  await registerMovers(system, options.movers);

  return {
    system,
    processes: BALANCED.flatMap(names),
    async roll(name) {
      const since = performance.now();
      const before = stack.services()[name]?.pid;
      stack.kill(name, 'SIGTERM');
      await until(
        `${name} to be another process`,
        async () => stack.services()[name]?.pid !== before || undefined,
        60_000,
      );
      const goneMs = performance.now() - since;
      await allReady();
      return { goneMs, readyMs: performance.now() - since };
    },
    uncleanExits: () =>
      started.supervisorLog.filter((line) => /ended by itself with exit code [^0]|was killed/.test(line)),
    async close() {
      await system.close();
      await closeBalancers();
    },
  };
}

/** The launch table with its services several times, each of which asks the others by way of their balancers. */
function replicated(
  names: (service: Balanced) => string[],
  balanced: Readonly<Record<string, string>>,
): Record<string, ServiceEntry> {
  const table: Record<string, ServiceEntry> = {};
  for (const [service, entry] of Object.entries(services)) {
    for (const name of service in balanced ? names(service as Balanced) : [service]) {
      let life = 0;
      table[name] = {
        ...entry,
        env: (around) => ({
          ...entry.env({ ...around, origins: { ...around.origins, ...balanced } }),
          // Clients who heed it leave a second or two before, and have left when the lame-duck time is over.
          ...(service === 'router' && { KEEP_ALIVE_MS: '4000' }),
          // A pod has a name that no other had.
          INSTANCE: `${name}-${(life += 1)}`,
        }),
      };
    }
  }
  return table;
}

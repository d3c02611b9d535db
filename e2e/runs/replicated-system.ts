import { until } from '@movecall/service/until';
import { type LaunchContext, type ServiceEntry, services } from '@movecall/dev/services';
import { type Balancer, startBalancer } from '@movecall/testkit/balancer';
import { registerMovers } from '../faults/register-movers.ts';
import { replicaOf } from '../faults/replica-names.ts';
import { startSystem, type System } from '../support/system.ts';
import { join } from 'node:path';

/** The whole system with several processes of every service, and a balancer in front of each service, as in Kubernetes. */
export interface ReplicatedSystem {
  /** Its addresses are those of the balancers. */
  readonly system: System;
  /** All processes, by their names in the stack. */
  readonly processes: readonly string[];
  /** Ends a process with SIGTERM, as a rolling update does. Resolves once its successor accepts connections. */
  roll(process: string): Promise<{ readonly goneMs: number; readonly readyMs: number }>;
  /** The supervisor's lines about processes that crashed or were killed. */
  uncleanExits(): readonly string[];
  close(): Promise<void>;
}

const BALANCED = ['router', 'call', 'manage', 'assign', 'notifier'] as const;
type Balanced = (typeof BALANCED)[number];
const PROBE_MS = 200;
/** Longer than two probes of a balancer on a busy machine. */
const LAME_DUCK_MS = 4_500;

const ENV: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'info',
  LAME_DUCK_MS: String(LAME_DUCK_MS),
  SOCKET_DRAIN_MS: '2000',
  // All clients share one address. Rate limits would refuse most of their requests.
  RATE_PER_IDENTITY: 'off',
  RATE_PER_ADDRESS: 'off',
  CALLS_PER_MINUTE: '1000000',
  OPEN_CALLS_PER_CUSTOMER: '1000000',
  OPEN_CALLS_PER_DAY: '1000000',
  LOGIN_CODES_PER_ADDRESS: '1000/minute',
  LOGIN_CODES_PER_PHONE: '1000/minute',
  LOGIN_CODES_IN_ALL: '1000/minute',
};

export interface ReplicatedOptions {
  readonly replicas: number;
  readonly movers: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of another checkout that has been started: its build runs as the first process of each service, as in a deploy. */
  readonly beside?: string | undefined;
}

export async function startReplicatedSystem({
  replicas,
  movers,
  env,
  beside,
}: ReplicatedOptions): Promise<ReplicatedSystem> {
  let context: LaunchContext | undefined;
  const balancers = await startBalancers(replicas, (name) => context?.origins[name]);
  const started = await startSystem({
    env: { ...ENV, ...env },
    services: replicatedTable(replicas, balancers.urls, beside),
    reroute: (_name, unchanged) => (context = unchanged),
    // No seed data: movers are registered below, through the balancers.
    seed: async () => (await balancers.allReady(), 0),
  }).catch(async (error: unknown) => {
    await balancers.close();
    throw error;
  });
  const { stack } = started;
  const system: System = {
    ...started,
    addresses: { ...started.addresses, router: balancers.urls.router },
  };
  await registerMovers(system, movers);

  return {
    system,
    processes: BALANCED.flatMap((service) => replicasOf(service, replicas)),
    async roll(name) {
      const since = performance.now();
      const before = stack.services()[name]?.pid;
      stack.kill(name, 'SIGTERM');
      await until(
        `${name} to have another process`,
        async () => stack.services()[name]?.pid !== before || undefined,
        60_000,
      );
      const goneMs = performance.now() - since;
      await balancers.allReady();
      return { goneMs, readyMs: performance.now() - since };
    },
    uncleanExits: () =>
      started.supervisorLog.filter((line) => /ended by itself with exit code [^0]|was killed/.test(line)),
    async close() {
      await system.close();
      await balancers.close();
    },
  };
}

const replicasOf = (service: string, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => replicaOf(service, nth + 1));

/** One balancer per service. @param originOf a process, once it is known */
async function startBalancers(replicas: number, originOf: (process: string) => string | undefined) {
  const balancers = {} as Record<Balanced, Balancer>;
  for (const service of BALANCED) {
    const origins = (): string[] => replicasOf(service, replicas).flatMap((name) => originOf(name) ?? []);
    balancers[service] = await startBalancer(origins, PROBE_MS);
  }
  return {
    urls: Object.fromEntries(BALANCED.map((name) => [name, balancers[name].url])) as Record<Balanced, string>,
    allReady: (): Promise<true> =>
      until(
        'every process to accept connections',
        async () =>
          BALANCED.every((name) => balancers[name].ready().length === replicas) ? true : undefined,
        60_000,
      ),
    async close(): Promise<void> {
      await Promise.all(BALANCED.map((name) => balancers[name].close()));
    },
  };
}

/** The launch table with several processes per service. Each process calls the other services through their balancers. */
function replicatedTable(
  replicas: number,
  balancerUrls: Readonly<Record<string, string>>,
  beside: string | undefined,
): Record<string, ServiceEntry> {
  const table: Record<string, ServiceEntry> = {};
  for (const [service, entry] of Object.entries(services)) {
    for (const [nth, name] of (service in balancerUrls
      ? replicasOf(service, replicas)
      : [service]
    ).entries()) {
      let starts = 0;
      table[name] = {
        ...entry,
        ...(nth === 0 && beside !== undefined && { bundle: join(beside, '.dev/bundles', `${service}.mjs`) }),
        env: (context) => ({
          ...entry.env({ ...context, origins: { ...context.origins, ...balancerUrls } }),
          // Shorter than LAME_DUCK_MS: a client that respects the keep-alive timeout has left before the process ends.
          ...(service === 'router' && { KEEP_ALIVE_MS: '4000' }),
          // Every start gets a new name, as a pod does.
          INSTANCE: `${name}-${(starts += 1)}`,
        }),
      };
    }
  }
  return table;
}

import type { LaunchContext } from '@movecall/dev/services';
import { createFaultProxy, type FaultProxy } from '@movecall/testkit/fault-proxy';
import { serviceOf } from './replica-names.ts';
import { type Stateful, stateful } from './stateful-services.ts';

/** The services that a process calls over HTTP through a fault proxy. */
const PROXIED_CALLS: Readonly<Record<string, string>> = {
  call: 'manage',
  notifier: 'sandbox',
  sandbox: 'notifier',
};

/** Fault proxies, one per pair of caller and target. Each is created before the first process of its caller starts. */
export function createConnectionProxies() {
  const proxies = new Map<string, FaultProxy>();
  const open = async (from: string, to: string, target: string): Promise<string> => {
    const key = `${from} ${to}`;
    const proxy = proxies.get(key) ?? (await createFaultProxy(target));
    proxies.set(key, proxy);
    return proxy.url;
  };
  const between = (from: string, to: string): FaultProxy => {
    const proxy = proxies.get(`${from} ${to}`);
    if (!proxy)
      throw new Error(`there is no fault proxy from ${from} to ${to}: start ${from} through reroute()`);
    return proxy;
  };

  return {
    /** Replaces the addresses that a process is started with by those of the proxies. */
    async reroute(process: string, around: LaunchContext): Promise<LaunchContext> {
      const name = serviceOf(process);
      const callee = PROXIED_CALLS[name];
      const origin = callee === undefined ? undefined : around.origins[callee];
      const origins =
        callee === undefined || origin === undefined
          ? around.origins
          : { ...around.origins, [callee]: await open(name, callee, origin) };
      if (!stateful.some((known) => known === name)) return { ...around, origins };
      return {
        ...around,
        origins,
        postgresUrl: await open(name, 'postgres', around.postgresUrl),
        redisUrl: await open(name, 'redis', around.redisUrl),
      };
    },
    between,
    fromEachService: (to: string): Record<Stateful, FaultProxy> =>
      Object.fromEntries(stateful.map((name) => [name, between(name, to)])) as Record<Stateful, FaultProxy>,
    async close(): Promise<void> {
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    },
  };
}

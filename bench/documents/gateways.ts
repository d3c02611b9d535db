import type { BenchEnvironment, GatewaySettings, RunningGateway, Served } from '../router/environment.ts';

export const GATEWAYS = ['ours', 'stock'] as const;
export type Measured = (typeof GATEWAYS)[number];
export type ByGateway<T> = Readonly<Record<Measured, T>>;

/** V8's limit and the pod's memory limit, MB, as in `k8s/base/router/deployment.yaml`. */
export const HEAP_MB = 576;
export const POD_MB = 768;

/** Our router's variables that differ from the deployed ones. The bench prints them. */
const OUR_SETTINGS = {
  // The defaults in front of a foreign supergraph. Everything that the bench sends is within them.
  DOCUMENT_LIMITS: 'depth=25,recursions=10,cost=1000000',
  // The two clients have addresses of their own, in X-Forwarded-For.
  TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
};

/** Where a gateway gives a sign of life. The stock gateway has no such path: any HTTP answer counts. */
export const HEALTH_PATHS: ByGateway<string> = { ours: '/healthz', stock: '/' };

export const settingsOf = (set: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...OUR_SETTINGS,
  ...set,
});

/** Starts one of the two gateways in front of the catalog, with the memory that the router is deployed with. */
export async function startGateway(
  environment: BenchEnvironment,
  name: Measured,
  served: Served,
  set: Readonly<Record<string, string>>,
): Promise<RunningGateway> {
  const settings: GatewaySettings = {
    nodeOptions: [`--max-old-space-size=${HEAP_MB}`],
    env: name === 'ours' ? settingsOf(set) : {},
  };
  return environment.start(name, served, settings);
}

import { fileURLToPath } from 'node:url';
import { hiveCommand, MERCURIUS } from './rivals.ts';

/** What every gateway is started with; each takes what it understands. */
export interface GatewayEnv {
  readonly HOST: string;
  readonly PORT: string;
  /** Path of the composed supergraph. */
  readonly SUPERGRAPH: string;
  /** The subgraphs' URLs by name, as JSON. */
  readonly SUBGRAPHS: string;
}

/** What our router needs for its duties. */
export interface Duties {
  readonly LOGIN_PUBLIC_KEY: string;
  readonly IDENTITY_KEY: string;
  readonly REDIS_URL: string;
}

export const RIVALS = ['stock', 'hive', 'mercurius', 'pass-through'] as const;
export type Rival = (typeof RIVALS)[number];
export type Gateway = Rival | 'ours';

/** High enough that nothing is refused, so that all is counted and none is left out. */
const NEVER_REACHED = '100000000';

const source = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** What is written in TypeScript; each is run as a bundle, as services are deployed: translating costs nobody anything. */
export const SCRIPTS = {
  ours: source('../../router/src/main.ts'),
  stock: source('variants/stock.ts'),
  'pass-through': source('variants/pass-through.ts'),
  subgraphs: source('subgraph-server.ts'),
  'stock-subgraphs': source('variants/stock-subgraphs.ts'),
  'our-subgraphs': source('variants/our-subgraphs.ts'),
  load: source('http-load.ts'),
  probe: source('usage-probe.ts'),
};
export type Script = keyof typeof SCRIPTS;

/** The arguments and the environment that Node starts a gateway with. */
export function commandOf(
  gateway: Gateway,
  env: GatewayEnv,
  duties: Duties,
  bundle: (script: Script) => string,
): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  switch (gateway) {
    case 'stock':
      return { args: [bundle('stock')], env: { ...env } };
    case 'hive':
      return {
        args: [hiveCommand(), 'supergraph', env.SUPERGRAPH, '--host', env.HOST, '--port', env.PORT],
        env: { LOG_LEVEL: 'error' },
      };
    case 'mercurius':
      return { args: [MERCURIUS], env: { ...env } };
    case 'pass-through':
      return { args: [bundle('pass-through')], env: { ...env } };
    case 'ours':
      return {
        args: [bundle('ours')],
        env: {
          ...env,
          ...duties,
          LOG_LEVEL: 'warn',
          // movecall's own: in front of another supergraph the router is more patient.
          DOCUMENT_LIMITS: 'depth=10,recursions=1,cost=10000',
          RATE_PER_IDENTITY: NEVER_REACHED,
          RATE_PER_ADDRESS: NEVER_REACHED,
        },
      };
    default:
      return gateway satisfies never;
  }
}

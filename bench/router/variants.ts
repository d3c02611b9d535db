import { fileURLToPath } from 'node:url';
import { hiveCommand, MERCURIUS } from './rivals.ts';

/** The environment of every gateway. Each reads the variables that it needs. */
export interface GatewayEnv {
  readonly HOST: string;
  readonly PORT: string;
  /** Path of the composed supergraph. */
  readonly SUPERGRAPH: string;
  /** The subgraphs' URLs by name, as JSON. */
  readonly SUBGRAPHS: string;
}

/** What only our router needs: it verifies tokens, signs identities and counts rates. */
export interface Duties {
  readonly LOGIN_PUBLIC_KEY: string;
  readonly IDENTITY_KEY: string;
  readonly REDIS_URL: string;
}

export const RIVALS = ['stock', 'hive', 'mercurius', 'pass-through'] as const;
export type Rival = (typeof RIVALS)[number];
export type Gateway = Rival | 'ours';

/** A limit so high that every request is counted and none is refused. */
const NEVER_REACHED = '100000000';

const source = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The TypeScript programs. Each runs as a bundle, as services are deployed, so that none pays for compilation. */
export const SCRIPTS = {
  ours: source('../../router/src/main.ts'),
  stock: source('variants/stock.ts'),
  'pass-through': source('variants/pass-through.ts'),
  subgraphs: source('subgraph-server.ts'),
  'stock-subgraphs': source('variants/stock-subgraphs.ts'),
  'our-subgraphs': source('variants/our-subgraphs.ts'),
  load: source('http-load.ts'),
  'document-load': source('../documents/document-load.ts'),
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
          // The limits for movecall's own supergraph; the defaults for other supergraphs are higher.
          DOCUMENT_LIMITS: 'depth=10,recursions=1,cost=10000',
          RATE_PER_IDENTITY: NEVER_REACHED,
          RATE_PER_ADDRESS: NEVER_REACHED,
        },
      };
    default:
      return gateway satisfies never;
  }
}

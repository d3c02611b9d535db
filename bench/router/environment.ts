import { bundleOf, bundleServices } from '@movecall/dev/bundles';
import { createLoginTokenIssuer } from '@movecall/identity/login-token';
import { startRedis } from '@movecall/embedded/redis';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPinnedProcesses, freePorts, pin, type Started } from './pinned-processes.ts';
import { composeSample, type SampleName, samples } from './samples.ts';
import { commandOf, type Duties, type Gateway, type Script, SCRIPTS } from './variants.ts';

/** As many signed-in customers as connections. */
const PEOPLE = 50;
const HOST = '127.0.0.1';
export type SubgraphServers = 'subgraphs' | 'stock-subgraphs' | 'our-subgraphs';

/** Running subgraphs, and what a gateway needs to know about them. */
export interface Served {
  readonly process: Started;
  readonly supergraph: string;
  readonly urls: Readonly<Record<string, string>>;
}

export interface RunningGateway {
  readonly url: string;
  readonly process: Started;
}

/** How a gateway is started in addition to what its variant says. */
export interface GatewaySettings {
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** @returns a token for each of so many customers, and the key that verifies them */
async function signIn(people: number): Promise<{ tokens: readonly string[]; publicKey: string }> {
  const keys = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const issuer = await createLoginTokenIssuer({ ...keys.privateKey.export({ format: 'jwk' }), kid });
  const customer = () =>
    ({ id: randomUUID(), role: 'CUSTOMER', moverId: null, sessionId: randomUUID() }) as const;
  const issued = Array.from({ length: people }, () => issuer.issue(customer(), new Date()));
  return {
    tokens: (await Promise.all(issued)).map(({ token }) => token),
    publicKey: JSON.stringify({ ...keys.publicKey.export({ format: 'jwk' }), kid }),
  };
}

/**
 * Starts Redis and the load generators, signs in customers, and returns functions that start subgraphs and gateways.
 *
 * @param pinned whether gateways have a core of their own, and everything else another one
 */
export async function startEnvironment(pinned = true) {
  const folder = mkdtempSync(join(tmpdir(), 'movecall-bench-'));
  const bundles = join(folder, 'bundles');
  await bundleServices(SCRIPTS, bundles);
  const bundle = (script: Script): string => bundleOf(bundles, script);
  const processes = createPinnedProcesses(pathToFileURL(bundle('probe')).href, pinned);
  const redis = await startRedis({ directory: folder, log: (line) => console.error(line) });
  if (pinned) pin(redis.pid, 'rest');

  const { tokens, publicKey } = await signIn(PEOPLE);
  const duties: Duties = {
    LOGIN_PUBLIC_KEY: publicKey,
    IDENTITY_KEY: randomBytes(32).toString('base64'),
    REDIS_URL: redis.url,
  };

  const load = processes.start('load', 'rest', [bundle('load')], {});
  const documentLoad = processes.start('document-load', 'rest', [bundle('document-load')], {});

  return {
    load,
    documentLoad,
    tokens,

    /** Starts the servers of a sample's subgraphs. Only `subgraphs` can serve another sample than the calls. */
    async serve(servers: SubgraphServers, sample: SampleName = 'calls'): Promise<Served> {
      const names = Object.keys(samples[sample]);
      const ports = await freePorts(names.length);
      const urls = Object.fromEntries(
        names.map((name, nth) => [name, `http://${HOST}:${ports[nth]}/graphql`]),
      );
      const env = { SAMPLE: sample, PORTS: ports.join(','), IDENTITY_KEY: duties.IDENTITY_KEY };
      const started = processes.start(servers, 'rest', [bundle(servers)], env);
      await started.ready(async () => {
        // Our subgraphs refuse requests that the router did not sign: any answer shows that they are running.
        const ask = {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"query":"{__typename}"}',
        };
        await Promise.all(Object.values(urls).map((url) => fetch(url, ask)));
        return true;
      });
      const supergraph = join(folder, `${servers}.graphql`);
      writeFileSync(supergraph, composeSample(samples[sample], urls));
      return { process: started, supergraph, urls };
    },

    /** Starts a gateway in front of the subgraphs. Resolves once it answers. */
    async start(
      gateway: Gateway,
      { supergraph, urls }: Served,
      settings: GatewaySettings = {},
    ): Promise<RunningGateway> {
      const [port] = await freePorts(1);
      const common = { HOST, PORT: String(port), SUPERGRAPH: supergraph, SUBGRAPHS: JSON.stringify(urls) };
      const { args, env } = commandOf(gateway, common, duties, bundle);
      const { nodeOptions = [] } = settings;
      const started = processes.start(gateway, 'gateway', [...nodeOptions, ...args], {
        ...env,
        ...settings.env,
      });
      const origin = `http://${HOST}:${port}`;
      await started.ready(async () =>
        gateway === 'ours' ? (await fetch(`${origin}/readyz`)).ok : (await fetch(origin)).status > 0,
      );
      return { process: started, url: `${origin}/graphql` };
    },

    async close(): Promise<void> {
      await processes.stop();
      await redis.stop(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type BenchEnvironment = Awaited<ReturnType<typeof startEnvironment>>;

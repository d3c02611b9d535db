import type { Viewer } from '@movecall/identity';
import { type RouterConfig, readConfig } from '@movecall/router/config';
import { createRouterService } from '@movecall/router/service';
import { streamOf } from '@movecall/schema/streams';
import { Redis } from 'ioredis';
import { randomBytes, randomUUID } from 'node:crypto';
import { createCallChanges } from './call-changes.ts';
import { startSubgraphs } from './fake-subgraphs.ts';
import { createLoginTokens } from './login-tokens.ts';
import { createRouterClient } from './router-client.ts';

export const customer = (): Viewer => ({ id: randomUUID(), role: 'CUSTOMER', moverId: null });
export const operator = (): Viewer => ({ id: randomUUID(), role: 'OPERATOR', moverId: null });

type Overrides = Partial<Omit<RouterConfig, 'subgraphUrls'>> & {
  subgraphUrls?: Partial<RouterConfig['subgraphUrls']>;
};

export type TestRouter = Awaited<ReturnType<typeof startRouter>>;

/**
 * Starts a router with three fake subgraphs. The router has its own stream on the test run's shared Redis.
 *
 * @param overrides replace settings of the configuration
 */
export async function startRouter(redisUrl: string, overrides: Overrides = {}) {
  const identityKey = new Uint8Array(randomBytes(32));
  const subgraphs = await startSubgraphs(identityKey);
  const tokens = await createLoginTokens();
  const streamPrefix = `test-${randomBytes(6).toString('hex')}`;
  const config = readConfig({
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    IDENTITY_KEY: Buffer.from(identityKey).toString('base64'),
    CALL_URL: subgraphs.urls.call,
    MANAGE_URL: subgraphs.urls.manage,
    ASSIGN_URL: subgraphs.urls.assign,
    LOGIN_PUBLIC_KEY: JSON.stringify(tokens.keys.publicKey),
    REDIS_URL: redisUrl,
    STREAM_PREFIX: streamPrefix,
    PUBLIC_URL: 'https://movecall.example',
    // The speed of the machine must not decide whether a test exceeds a limit.
    RATE_PER_IDENTITY: '10000',
    RATE_PER_ADDRESS: '10000',
    PLANNING_PER_IDENTITY_MS: '1000000',
    PLANNING_PER_ADDRESS_MS: '1000000',
    PLANNING_IN_ALL_MS: '1000000',
    // A thread takes a second to start. Tests about planning have threads.
    PLANNING_THREADS: '0',
  });
  const subgraphUrls = { ...config.subgraphUrls, ...overrides.subgraphUrls };
  const start = () => createRouterService({ ...config, ...overrides, subgraphUrls });
  let service = await start();
  const redis = new Redis(redisUrl);
  // A test may stop its Redis. Commands wait until Redis is available again.
  redis.on('error', () => undefined);
  const stream = streamOf(streamPrefix, 'call');
  const offersStream = streamOf(streamPrefix, 'assign');

  return {
    ...createRouterClient(() => service, tokens.tokenFor),
    ...createCallChanges(redis, stream, subgraphs.calls),
    get url() {
      return service.url;
    },
    get metricsUrl() {
      return service.metricsUrl;
    },
    stream,
    /** The name of assign's stream. */
    offersStream,
    redis,
    subgraphs,
    tokenFor: tokens.tokenFor,
    /** The key pair that signs the login tokens. */
    loginKeys: tokens.keys,
    /** Starts another router in front of the same subgraphs and stream. The caller closes it. */
    startReplica: start,
    closeRouter: () => service.close(),
    /** Starts a router that replaces the closed one, at another address. */
    async startAgain() {
      service = await start();
    },
    async close() {
      await service.close();
      await subgraphs.close();
      await redis.del(stream);
      await redis.del(offersStream);
      redis.disconnect();
    },
  };
}

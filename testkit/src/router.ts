import { createLoginTokenIssuer, TOKEN_LIFETIME_SECONDS } from '@movecall/identity/login-token';
import type { Viewer } from '@movecall/identity';
import { streamOf } from '@movecall/schema/events';
import { Redis } from 'ioredis';
import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { type RouterConfig, readConfig } from '@movecall/router/config';
import { createRouterService } from '@movecall/router/service';
import { statusChanged } from './status-changed.ts';
import { startSubgraphs, type TestCall } from './fake-subgraphs.ts';

export const customer = (): Viewer => ({ id: randomUUID(), role: 'CUSTOMER', moverId: null });
export const operator = (): Viewer => ({ id: randomUUID(), role: 'OPERATOR', moverId: null });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    readonly data?: any;
    readonly errors?: readonly {
      message: string;
      path?: (string | number)[];
      extensions: { code: string };
    }[];
  };
}

type Overrides = Partial<Omit<RouterConfig, 'subgraphUrls'>> & {
  subgraphUrls?: Partial<RouterConfig['subgraphUrls']>;
};

/** A router with its three subgraphs and its own stream on the shared Redis. */
export async function startRouter(redisUrl: string, overrides: Overrides = {}) {
  const identityKey = new Uint8Array(randomBytes(32));
  const subgraphs = await startSubgraphs(identityKey);
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const [publicKey, privateKey] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
  const issuer = await createLoginTokenIssuer({ ...privateKey, kid: 'test' });
  const streamPrefix = `test-${randomBytes(6).toString('hex')}`;
  const config = readConfig({
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    IDENTITY_KEY: Buffer.from(identityKey).toString('base64'),
    CALL_URL: subgraphs.urls.call,
    MANAGE_URL: subgraphs.urls.manage,
    ASSIGN_URL: subgraphs.urls.assign,
    LOGIN_PUBLIC_KEY: JSON.stringify({ ...publicKey, kid: 'test' }),
    REDIS_URL: redisUrl,
    STREAM_PREFIX: streamPrefix,
    PUBLIC_URL: 'https://movecall.example',
    // What a test sends in a second must not depend on the machine's speed.
    RATE_PER_IDENTITY: '10000',
    RATE_PER_ADDRESS: '10000',
  });
  const subgraphUrls = { ...config.subgraphUrls, ...overrides.subgraphUrls };
  const start = () => createRouterService({ ...config, ...overrides, subgraphUrls });
  let service = await start();
  const redis = new Redis(redisUrl);
  // A test may take its Redis away; what is sent meanwhile waits.
  redis.on('error', () => undefined);
  const stream = streamOf(streamPrefix, 'call');
  let entries = 0;

  const tokenFor = async (viewer: Viewer, lifetimeSeconds = TOKEN_LIFETIME_SECONDS): Promise<string> => {
    const issuedAt = new Date(Date.now() - (TOKEN_LIFETIME_SECONDS - lifetimeSeconds) * 1000);
    return (await issuer.issue(viewer, issuedAt)).token;
  };

  const result = {
    get url() {
      return service.url;
    },
    stream,
    redis,
    subgraphs,
    tokenFor,
    /** The pair that its tokens are signed with, to forge others by. */
    loginKeys: { publicKey: { ...publicKey, kid: 'test' }, privateKey: { ...privateKey, kid: 'test' } },

    /** Sends a body as it is. */
    async post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: text.startsWith('{') ? JSON.parse(text) : {},
      };
    },

    async query(query: string, variables: Record<string, unknown> = {}, viewer?: Viewer): Promise<Answer> {
      const authorization = viewer && { authorization: `Bearer ${await tokenFor(viewer)}` };
      return this.post(JSON.stringify({ query, variables }), authorization);
    },

    /** A call that call knows of, at version 1. */
    addCall(owner: Viewer, fields: Partial<TestCall> = {}): TestCall {
      const call: TestCall = {
        id: randomUUID(),
        ownerId: owner.id,
        version: 1,
        status: 'REQUESTED',
        at: '2026-11-22T00:00:01.000Z',
        mover: null,
        moverId: null,
        timeline: [],
        ...fields,
      };
      call.timeline = [...call.timeline, entryOf(call)];
      subgraphs.calls.set(call.id, call);
      return call;
    },

    /** What call's transaction and its relay do: the state is raised by a version, then the event is on the stream. */
    async change(call: TestCall, status: TestCall['status'], mover = call.mover): Promise<void> {
      this.commit(call, status, mover);
      await this.publish(call);
    },

    commit(call: TestCall, status: TestCall['status'], mover = call.mover): void {
      const version = call.version + 1;
      const moverId = mover?.id ?? call.moverId;
      Object.assign(call, {
        status,
        mover,
        moverId,
        version,
        at: `2026-11-22T00:00:0${Math.min(version, 9)}.000Z`,
      });
      call.timeline = [...call.timeline, entryOf(call)];
    },

    /** Puts the event of the call's present version on the stream. */
    async publish(call: TestCall): Promise<void> {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      entries += 1;
      const event = statusChanged({ ...call, callId: call.id, traceparent });
      await redis.xadd(stream, '*', 'number', entries, 'event', event);
    },

    /** Numbers that never come on the stream: what stood there is lost. */
    skipNumbers(count: number): void {
      entries += count;
    },

    /** Anything else on the stream. */
    async publishRaw(payload: string): Promise<void> {
      entries += 1;
      await redis.xadd(stream, '*', 'number', entries, 'event', payload);
    },

    /** What its metrics say. */
    async metric(name: string): Promise<number> {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(new RegExp(`^movecall_router_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
    },
    openSubscriptions: () => result.metric('subscriptions_open'),

    /** One more in front of the same stream and subgraphs, which who asks for it closes. */
    startReplica: start,
    closeRouter: () => service.close(),
    /** Another one in its place, as after a deploy: the same stream and subgraphs, another address. */
    async startAgain() {
      service = await start();
    },

    async close() {
      await service.close();
      await subgraphs.close();
      await redis.del(stream);
      redis.disconnect();
    },
  };
  return result;
}

const entryOf = ({ version, status, at }: TestCall) => ({ version, status, at });

export type TestRouter = Awaited<ReturnType<typeof startRouter>>;

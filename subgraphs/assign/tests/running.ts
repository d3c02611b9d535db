import { type EventEnvelope, isCaughtUp, startTail, streamState, writeEnvelope } from '@movecall/eventlog';
import { streamOf } from '@movecall/schema/events';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { createLogger } from '@movecall/telemetry/logger';
import { Redis } from 'ioredis';
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, inject, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { AssignmentRequest } from '../src/dispatch.ts';
import { createAssignService } from '../src/service.ts';
import { NOW, sealingKeys, stated, type World } from './support.ts';

const identityKey = randomBytes(32);
const signer = createIdentitySigner(identityKey);

export const operator: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };
export const customer = (id: string): Viewer => ({ id, role: 'CUSTOMER', moverId: null });
export const asMover = (moverId: string): Viewer => ({ id: randomUUID(), role: 'MOVER', moverId });

export interface Answer {
  readonly status: number;
  readonly data: Record<string, any> | null;
  /** The codes of the errors. */
  readonly codes: readonly string[];
}

export interface Running {
  readonly url: string;
  readonly redis: Redis;
  /** @param viewer null: somebody who did not sign in; 'unsigned': nobody vouches for the request. */
  ask(
    viewer: Viewer | null | 'unsigned',
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer>;
  /** Another replica on the same database and streams. */
  startReplica(instance: string): Promise<void>;
  /** Puts events on manage's stream. */
  deliver(events: readonly EventEnvelope[]): Promise<void>;
  /** Resolves when all that is on manage's stream was dealt with. */
  settled(): Promise<void>;
  /** What is on the service's own stream once it holds everything that was stated. */
  published(): Promise<EventEnvelope[]>;
  close(): Promise<void>;
}

/** The service as it runs in production, on the world's database and a stream of its own. */
export async function startService(
  world: World,
  options: { before?: readonly EventEnvelope[] } = {},
): Promise<Running> {
  const prefix = `test-${randomUUID()}`;
  const [manage, assign] = [streamOf(prefix, 'manage'), streamOf(prefix, 'assign')];
  const redis = new Redis(inject('redisUrl'));
  const start = (INSTANCE: string) =>
    createAssignService(
      readConfig({
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        INSTANCE,
        IDENTITY_KEY: Buffer.from(identityKey).toString('base64'),
        SEALING_KEYS: sealingKeys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(),
        ASSIGN_DATABASE_URL: world.url,
        REDIS_URL: inject('redisUrl'),
        STREAM_PREFIX: prefix,
      }),
      // The days that the tests ask for are yet to come, whenever they are run.
      { now: () => NOW },
    );
  const deliver = async (events: readonly EventEnvelope[]): Promise<void> => {
    for (const event of events) await redis.xadd(manage, '*', 'event', writeEnvelope(event));
  };
  await deliver(options.before ?? []);
  const services = [await start('1')];
  const { url } = services[0]!;
  const patience = { timeout: 10_000, interval: 10 };

  return {
    url,
    redis,
    deliver,
    async ask(viewer, query, variables = {}) {
      const identity = viewer === 'unsigned' ? {} : { [IDENTITY_HEADER]: await signer.sign(viewer) };
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...identity },
        body: JSON.stringify({ query, variables }),
      });
      const { data = null, errors = [] } = (await response.json()) as {
        data?: Record<string, any>;
        errors?: { extensions: { code: string } }[];
      };
      return { status: response.status, data, codes: errors.map(({ extensions }) => extensions.code) };
    },
    async startReplica(instance) {
      services.push(await start(instance));
    },
    settled: () =>
      vi.waitFor(async () => {
        const state = await streamState(redis, manage);
        expect(state.groups.map((group) => [group.group, isCaughtUp(state, group)])).toEqual([
          ['assign', true],
        ]);
      }, patience),
    async published() {
      const events: EventEnvelope[] = [];
      const onEvent = (_position: string, event: EventEnvelope) => void events.push(event);
      const tail = await startTail({
        redis,
        stream: assign,
        from: '0',
        logger: createLogger('tail', 'silent'),
        onEvent,
      });
      await vi.waitFor(async () => expect(events).toHaveLength((await stated(world)).length), patience);
      await tail.close();
      return events;
    },
    async close() {
      await Promise.all(services.map((service) => service.close()));
      await redis.del(manage, assign);
      redis.disconnect();
    },
  };
}

const fromManage = (
  type: string,
  correlationId: string,
  sequence: number,
  time: Date,
  data: unknown,
): EventEnvelope => ({
  id: randomUUID(),
  type,
  version: 1,
  time: time.toISOString(),
  producer: 'manage',
  correlationId,
  sequence,
  causationId: null,
  traceparent: null,
  data,
});

export const requestedEvent = (
  { callId, requestedAt, ...data }: AssignmentRequest,
  sequence = 1,
): EventEnvelope => fromManage('AssignmentRequested', callId, sequence, requestedAt, data);

export const cancelEvent = ({ callId, requestedAt }: AssignmentRequest, sequence = 2): EventEnvelope =>
  fromManage('AssignmentCancelRequested', callId, sequence, requestedAt, {});

export const unknownEvent = ({ callId, requestedAt }: AssignmentRequest, sequence: number): EventEnvelope =>
  fromManage('SomethingOfTomorrow', callId, sequence, requestedAt, { what: 'ever' });

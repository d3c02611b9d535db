import { type EventEnvelope, writeEnvelope } from '@movecall/eventlog';
import { type EventOf, type EventType, type Producer, streamOf } from '@movecall/schema/events';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { expect, inject, onTestFinished } from 'vitest';
import { type CallHarness, until } from './harness.ts';

const producers: Readonly<Record<string, Producer>> = {
  AssignmentRequested: 'manage',
  AssignmentCancelRequested: 'manage',
  AssignmentCompleted: 'assign',
  AssignmentFailed: 'assign',
  AssignmentCancelled: 'assign',
  MoverRegistered: 'assign',
  MoverAvailabilityChanged: 'assign',
  AlertSettled: 'notifier',
};

/** The streams of the other services, written as their relays write them. */
export function createForeignEvents(call: CallHarness) {
  const redis = new Redis(inject('redisUrl'));
  onTestFinished(() => redis.disconnect());
  const sequences = new Map<string, number>();
  const numbers = new Map<string, number>();
  const next = (counter: Map<string, number>, key: string): number => {
    const value = (counter.get(key) ?? 0) + 1;
    counter.set(key, value);
    return value;
  };

  return {
    /** An event with its producer's next sequence, not delivered yet. */
    state<T extends EventType>(type: T, correlationId: string, data: EventOf<T>['data']): EventEnvelope {
      const producer = producers[type];
      if (!producer) throw new Error(`${type} is not foreign`);
      return {
        id: randomUUID(),
        type,
        version: 1,
        time: new Date().toISOString(),
        producer,
        correlationId,
        sequence: next(sequences, `${producer} ${correlationId}`),
        causationId: null,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data,
      };
    },

    async deliver(...events: readonly EventEnvelope[]): Promise<void> {
      for (const event of events) {
        const stream = streamOf(call.config.streamPrefix, event.producer as Producer);
        await redis.xadd(stream, `${next(numbers, stream)}-0`, 'event', writeEnvelope(event));
      }
    },

    /** Waits until everything that was delivered has been dealt with and acknowledged. */
    settle: (): Promise<void> =>
      until(async () => {
        for (const [stream, number] of numbers) {
          const groups = (await redis.xinfo('GROUPS', stream)) as unknown[];
          const [group] = groups.map((raw) => asRecord(raw));
          expect([stream, group?.['last-delivered-id'], group?.['pending']]).toEqual([
            stream,
            `${number}-0`,
            0,
          ]);
        }
      }),
  };
}

/** Whichever protocol version is spoken. */
function asRecord(raw: unknown): Record<string, unknown> {
  if (!Array.isArray(raw)) return raw as Record<string, unknown>;
  return Object.fromEntries(raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : [])));
}

export const PLACE = { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 };

export const assignmentRequested = (ownerId: string): EventOf<'AssignmentRequested'>['data'] => ({
  ownerId,
  moveType: 'FULL_PACKING',
  location: PLACE,
  movingOn: '2026-11-22',
  cost: 2_500_000,
});

export const assignmentCompleted = (
  call: CallHarness,
  moverId: string = randomUUID(),
): EventOf<'AssignmentCompleted'>['data'] => ({
  assignmentId: randomUUID(),
  mover: { id: moverId, name: '백영곤', tel: call.sealer.seal('+821023456789'), plate: '34가4567' },
  distanceMeters: 1_200,
});

import { type EventEnvelope, type Fact, isCaughtUp, streamState, writeEnvelope } from '@movecall/eventlog';
import { publishedEvents } from '@movecall/schema/events';
import { type Producer, streamNameOf, streamOf } from '@movecall/schema/streams';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { PATIENCE } from './patience.ts';

const producerOf: ReadonlyMap<string, Producer> = new Map(
  publishedEvents.map(({ shape }) => [shape.type.value, shape.producer.value]),
);

export interface ForeignEvents {
  /** Makes the event of a fact, with its producer's next sequence, without delivering the event. */
  event(fact: Fact): EventEnvelope;
  /** Appends events to their producers' streams, in this order. For a fact, it makes and appends the fact's event. */
  deliver(...events: readonly (EventEnvelope | Fact)[]): Promise<void>;
  /** Waits until the service has acknowledged all delivered events. */
  settled(): Promise<void>;
}

/**
 * Makes the events of the other services and appends them to the streams in the way their relays do.
 *
 * @param group the service that consumes the events
 */
export function createForeignEvents(redis: Redis, prefix: string, group: string): ForeignEvents {
  const sequences = createCounter();
  const numbers = createCounter();

  const event = ({ type, version, correlationId, data }: Fact): EventEnvelope => {
    const producer = producerOf.get(type);
    if (producer === undefined) throw new Error(`No service publishes ${type}: add it to schema/events.ts.`);
    return {
      id: randomUUID(),
      type,
      version,
      time: new Date().toISOString(),
      producer,
      correlationId,
      sequence: sequences.next(`${producer} ${correlationId}`),
      causationId: null,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data,
    };
  };

  return {
    event,
    async deliver(...events) {
      for (const each of events) {
        const envelope = 'sequence' in each ? each : event(each);
        const { producer, type } = envelope;
        const stream = streamOf(prefix, streamNameOf({ producer: producer as Producer, type }));
        const number = numbers.next(stream).toString();
        await redis.xadd(stream, '*', 'number', number, 'event', writeEnvelope(envelope));
      }
    },
    settled: () =>
      vi.waitFor(async () => {
        for (const stream of numbers.keys()) {
          const state = await streamState(redis, stream);
          const own = state.groups.find((each) => each.group === group);
          expect([stream, own && isCaughtUp(state, own)]).toEqual([stream, true]);
        }
      }, PATIENCE),
  };
}

/** Counts 1, 2, 3 … for each key. */
function createCounter() {
  const counts = new Map<string, number>();
  return {
    keys: () => counts.keys(),
    next(key: string): number {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
  };
}

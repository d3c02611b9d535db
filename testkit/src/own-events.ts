import { type EventEnvelope, readEnvelope, toEntries } from '@movecall/eventlog';
import {
  outboxPrefixOf,
  type Producer,
  producerOf,
  type StreamName,
  streamNameOf,
  streamNames,
  streamOf,
} from '@movecall/schema/streams';
import type { Redis } from 'ioredis';
import type postgres from 'postgres';
import { expect, vi } from 'vitest';
import { PATIENCE } from './patience.ts';

export interface OwnEvents {
  /** The events in the outbox of the service's own stream, or those of a type, oldest first. */
  outbox(type?: string): Promise<EventEnvelope[]>;
  /** Waits until all events of the outbox are on the service's own stream, and returns the stream's events. */
  published(): Promise<EventEnvelope[]>;
  /** The same without the events that are in the service's outboxes now. */
  fromNow(): Promise<OwnEvents>;
}

interface OwnEventsOptions {
  readonly name: Producer;
  readonly redis: Redis;
  readonly sql: postgres.Sql;
  /** Of the streams. */
  readonly prefix: string;
}

/**
 * Reads the events that a service itself publishes.
 *
 * @param earlier the ids of the events that are left out
 */
export function createOwnEvents(
  options: OwnEventsOptions,
  earlier: ReadonlySet<string> = new Set(),
): OwnEvents {
  const { name, redis, sql, prefix } = options;
  const later = (events: EventEnvelope[]) => events.filter(({ id }) => !earlier.has(id));

  const outboxOf = async (stream: StreamName): Promise<EventEnvelope[]> => {
    const table = sql(`${outboxPrefixOf(stream)}outbox`);
    const rows = await sql<{ event: EventEnvelope }[]>`select event from ${table} order by position`;
    return later(rows.map(({ event }) => event));
  };
  const outbox = async (type?: string): Promise<EventEnvelope[]> => {
    if (type === undefined) return outboxOf(name);
    const events = await outboxOf(streamNameOf({ producer: name, type }));
    return events.filter((event) => event.type === type);
  };

  return {
    outbox,
    published: () =>
      vi.waitFor(async () => {
        const stream = streamOf(prefix, name);
        const entries = toEntries(stream, await redis.xrange(stream, '-', '+'));
        const events = later(entries.map(readEnvelope));
        expect(events).toHaveLength((await outbox()).length);
        return events;
      }, PATIENCE),
    async fromNow() {
      const streams = streamNames.filter((stream) => producerOf(stream) === name);
      const known = (await Promise.all(streams.map(outboxOf))).flat();
      return createOwnEvents(options, new Set([...earlier, ...known.map(({ id }) => id)]));
    },
  };
}

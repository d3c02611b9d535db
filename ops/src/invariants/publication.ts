import { consumersOf, producerOf, streamNames, streamOf } from '@movecall/schema/streams';
import { keptOn, mayBeGone } from './age.ts';
import { inOutboxes, inShort } from './outbox-reader.ts';
import type { Invariant, Row } from './invariant.ts';
import { entriesOf, eventOf } from './stream-reader.ts';

interface Received {
  readonly correlation_id: string;
  readonly sequence: number;
  readonly event_id: string;
}

/** Invariants of an event's way from the outbox to the stream and to every consumer's inbox. */
export const publication: readonly Invariant[] = [
  {
    invariant: 'every outbox event is published',
    what: 'Every outbox event that a consumer may still need is on its stream, even if Redis has lost data.',
    async find(sources) {
      const onStream = new Set<string>();
      for (const name of streamNames) {
        for await (const entry of entriesOf(sources, name)) {
          const event = eventOf(entry);
          if (event) onStream.add(`${name} ${event.id}`);
        }
      }
      return inOutboxes(sources, (name, batch) =>
        batch
          .filter(({ kept, event }) => kept && !onStream.has(`${name} ${event.id}`))
          .map(({ number, event }) => ({ ...inShort(name, event), number })),
      );
    },
  },
  {
    invariant: 'every published event is in its outbox',
    what: 'Every event on a stream is in its producer’s outbox, with the same correlation id and sequence.',
    async find(sources) {
      const stated = new Map<string, string>();
      await inOutboxes(sources, (name, batch) => {
        for (const { event } of batch)
          stated.set(`${name} ${event.id}`, `${event.correlationId} ${event.sequence}`);
        return [];
      });
      const rows: Row[] = [];
      for (const name of streamNames) {
        for await (const entry of entriesOf(sources, name)) {
          const event = eventOf(entry);
          if (!event || mayBeGone(event.time, keptOn(name))) continue;
          if (stated.get(`${name} ${event.id}`) === `${event.correlationId} ${event.sequence}`) continue;
          rows.push({
            key: streamOf(sources.streamPrefix, name),
            entryId: entry.entryId,
            ...inShort(name, event),
          });
        }
      }
      return rows;
    },
  },
  {
    invariant: 'every event is applied by every consumer',
    what: 'Every event has one inbox row with its id in each service that consumes its stream.',
    async find(sources) {
      return inOutboxes(sources, async (name, batch) => {
        const rows: Row[] = [];
        const ids = [...new Set(batch.map(({ event }) => event.correlationId))];
        for (const group of consumersOf[name]) {
          const received = await sources.databases[group]<Received[]>`
            select correlation_id, sequence, event_id from inbox
            where producer = ${producerOf(name)} and correlation_id = any(${ids}::uuid[])`;
          const known = new Map(
            received.map((row) => [`${row.correlation_id} ${row.sequence}`, row.event_id] as const),
          );
          for (const { event } of batch) {
            const inboxEventId = known.get(`${event.correlationId} ${event.sequence}`) ?? null;
            if (inboxEventId !== event.id) rows.push({ group, ...inShort(name, event), inboxEventId });
          }
        }
        return rows;
      });
    },
  },
];

import { consumersOf, producers, streamOf } from '@movecall/schema/events';
import { inOutboxes, inShort } from './outbox-reader.ts';
import { KEPT, type Invariant, type Row } from './invariant.ts';
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
      for (const producer of producers) {
        for await (const entry of entriesOf(sources, producer)) {
          const event = eventOf(entry);
          if (event) onStream.add(`${producer} ${event.id}`);
        }
      }
      return inOutboxes(sources, (producer, batch) =>
        batch
          .filter(({ kept, event }) => kept && !onStream.has(`${producer} ${event.id}`))
          .map(({ number, event }) => ({ ...inShort(producer, event), number })),
      );
    },
  },
  {
    invariant: 'every published event is in its outbox',
    what: 'Every event on a stream is in its producer’s outbox, with the same correlation id and sequence.',
    async find(sources) {
      const rows: Row[] = [];
      for (const producer of producers) {
        const stated = new Map<string, string>();
        await inOutboxes(sources, (owner, batch) => {
          if (owner === producer)
            for (const { event } of batch) stated.set(event.id, `${event.correlationId} ${event.sequence}`);
          return [];
        });
        const oldest = Date.now() - KEPT_MS;
        for await (const entry of entriesOf(sources, producer)) {
          const event = eventOf(entry);
          if (!event || Date.parse(event.time) < oldest) continue;
          if (stated.get(event.id) === `${event.correlationId} ${event.sequence}`) continue;
          rows.push({
            stream: streamOf(sources.streamPrefix, producer),
            entryId: entry.entryId,
            ...inShort(producer, event),
          });
        }
      }
      return rows;
    },
  },
  {
    invariant: 'every event is applied by every consumer',
    what: 'Every event has one inbox row with its id in each service that consumes its producer.',
    async find(sources) {
      return inOutboxes(sources, async (producer, batch) => {
        const rows: Row[] = [];
        const ids = [...new Set(batch.map(({ event }) => event.correlationId))];
        for (const group of consumersOf[producer]) {
          const received = await sources.databases[group]<Received[]>`
            select correlation_id, sequence, event_id from inbox
            where producer = ${producer} and correlation_id = any(${ids}::uuid[])`;
          const known = new Map(
            received.map((row) => [`${row.correlation_id} ${row.sequence}`, row.event_id] as const),
          );
          for (const { event } of batch) {
            const inboxEventId = known.get(`${event.correlationId} ${event.sequence}`) ?? null;
            if (inboxEventId !== event.id) rows.push({ group, ...inShort(producer, event), inboxEventId });
          }
        }
        return rows;
      });
    },
  },
];

const KEPT_MS = Number.parseInt(KEPT, 10) * 24 * 60 * 60 * 1000;

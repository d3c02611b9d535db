import { type EventEnvelope } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import { KEPT, type Sources } from './invariant.ts';

/** An event in an outbox. */
export interface OutboxEvent {
  readonly position: string;
  readonly event: EventEnvelope;
  /** The relay's number; null until the relay has taken the event. */
  readonly number: string | null;
  /** Whether the event must be on its stream: it is recent, and not every consumer has finished it. */
  readonly kept: boolean;
}

const BATCH = 1_000;

/** A producer's outbox in batches, oldest first. */
async function* outboxOf(
  { databases }: Pick<Sources, 'databases'>,
  producer: Producer,
): AsyncGenerator<readonly OutboxEvent[], void> {
  const sql = databases[producer];
  for (let after = '0'; ;) {
    const batch: OutboxEvent[] = await sql<OutboxEvent[]>`
      select position, event, number, stated_at > now() - ${KEPT}::interval
          and coalesce(number > (select finished from relay_state), true) as kept
      from outbox
      where position > ${after} order by position limit ${BATCH}`;
    const last = batch.at(-1);
    if (!last) return;
    yield batch;
    after = last.position;
  }
}

/** Runs `find` on every batch of every producer's outbox and collects the results. */
export async function inOutboxes<T>(
  sources: Sources,
  find: (producer: Producer, batch: readonly OutboxEvent[]) => Promise<readonly T[]> | readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for (const producer of producers) {
    for await (const batch of outboxOf(sources, producer)) found.push(...(await find(producer, batch)));
  }
  return found;
}

/** Names an event in a row. */
export const inShort = (producer: Producer, { type, id, correlationId, sequence }: EventEnvelope) => ({
  producer,
  type,
  eventId: id,
  correlationId,
  sequence,
});

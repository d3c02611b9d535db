import { type EventEnvelope } from '@movecall/eventlog';
import { outboxPrefixOf, producerOf, streamNames, type StreamName } from '@movecall/schema/streams';
import { keptOn } from './age.ts';
import type { Sources } from './invariant.ts';

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

/** The outbox of a stream in batches, oldest first. */
async function* outboxOf(
  { databases }: Pick<Sources, 'databases'>,
  name: StreamName,
): AsyncGenerator<readonly OutboxEvent[], void> {
  const sql = databases[producerOf(name)];
  const outbox = sql(`${outboxPrefixOf(name)}outbox`);
  const relayState = sql(`${outboxPrefixOf(name)}relay_state`);
  for (let after = '0'; ;) {
    const batch: OutboxEvent[] = await sql<OutboxEvent[]>`
      select position, event, number, stated_at > now() - ${keptOn(name)}::interval
          and coalesce(number > (select finished from ${relayState}), true) as kept
      from ${outbox}
      where position > ${after} order by position limit ${BATCH}`;
    const last = batch.at(-1);
    if (!last) return;
    yield batch;
    after = last.position;
  }
}

/** Runs `find` on every batch of every stream's outbox and collects the results. */
export async function inOutboxes<T>(
  sources: Sources,
  find: (name: StreamName, batch: readonly OutboxEvent[]) => Promise<readonly T[]> | readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for (const name of streamNames) {
    for await (const batch of outboxOf(sources, name)) found.push(...(await find(name, batch)));
  }
  return found;
}

/** Names an event in a row. */
export const inShort = (stream: StreamName, { type, id, correlationId, sequence }: EventEnvelope) => ({
  stream,
  type,
  eventId: id,
  correlationId,
  sequence,
});

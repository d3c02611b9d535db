import { type EventEnvelope } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import { KEPT, type Sources } from './sources.ts';

/** An event that a service stated. */
export interface Stated {
  readonly position: string;
  readonly event: EventEnvelope;
  /** Null until a relay takes it up. */
  readonly number: string | null;
  /** To be on its stream: stated so recently that no stream has let go of it, and not noted as finished by every service. */
  readonly kept: boolean;
}

const BATCH = 1_000;

/** A producer's outbox in batches, in the order of stating. */
export async function* outboxOf(
  { databases }: Pick<Sources, 'databases'>,
  producer: Producer,
): AsyncGenerator<readonly Stated[], void> {
  const sql = databases[producer];
  for (let after = '0'; ;) {
    const batch: Stated[] = await sql<Stated[]>`
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

/** What `find` answers for every producer's batches, in one list. */
export async function inOutboxes<T>(
  sources: Sources,
  find: (producer: Producer, batch: readonly Stated[]) => Promise<readonly T[]> | readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for (const producer of producers) {
    for await (const batch of outboxOf(sources, producer)) found.push(...(await find(producer, batch)));
  }
  return found;
}

export const inShort = (producer: Producer, { type, id, correlationId, sequence }: EventEnvelope) => ({
  producer,
  type,
  eventId: id,
  correlationId,
  sequence,
});

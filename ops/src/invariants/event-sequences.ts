import { outboxPrefixOf, producerOf, producers, streamNames } from '@movecall/schema/streams';
import type { ISql } from 'postgres';
import { KEPT, type Invariant, type Row, type Sources } from './invariant.ts';

/** Runs the same query on all databases. */
async function inEveryDatabase(
  { databases }: Sources,
  query: (sql: ISql) => PromiseLike<readonly Row[]>,
): Promise<Row[]> {
  const answers = await Promise.all(
    producers.map(async (service) => (await query(databases[service])).map((row) => ({ service, ...row }))),
  );
  return answers.flat();
}

/** Invariants of event sequences, in outboxes and inboxes, and of dead letters. */
export const eventSequences: readonly Invariant[] = [
  {
    invariant: 'outbox sequences have no gaps',
    what: "A producer's events with one correlation id are numbered 1, 2, 3 …; the oldest may be deleted.",
    async find({ databases }) {
      const answers = await Promise.all(
        streamNames.map(async (stream) => {
          const sql = databases[producerOf(stream)];
          const rows = await sql<Row[]>`
            select s.correlation_id, s.last, array_agg(o.sequence order by o.sequence) as kept
            from outbox_sequences s join (
              select (event ->> 'correlationId')::uuid as correlation_id, (event ->> 'sequence')::int as sequence
              from ${sql(`${outboxPrefixOf(stream)}outbox`)}
            ) as o using (correlation_id)
            group by s.correlation_id having max(o.sequence) <> s.last
              or count(*) <> max(o.sequence) - min(o.sequence) + 1 or count(distinct o.sequence) <> count(*)`;
          return rows.map((row) => ({ stream, ...row }));
        }),
      );
      return answers.flat();
    },
  },
  {
    invariant: 'inbox sequences have no gaps',
    what: "A consumer's inbox has a producer's events with one correlation id without a gap; the oldest may be deleted.",
    find: (sources) =>
      inEveryDatabase(
        sources,
        (sql) => sql`
          select producer, correlation_id, array_agg(sequence order by sequence) as applied
          -- Rows that are about to be deleted may go in any order.
          from inbox where at > now() - ${KEPT}::interval
          group by producer, correlation_id having count(*) <> max(sequence) - min(sequence) + 1
            or (min(sequence) <> 1 and not exists (
              select from inbox before where before.producer = inbox.producer
                and before.correlation_id = inbox.correlation_id and before.sequence = min(inbox.sequence) - 1
            ) and not exists (
              -- Something was kept so long that its predecessors were deleted.
              select from inbox old where old.at < now() - ${KEPT}::interval
            ))`,
      ),
  },
  {
    invariant: 'no dead letters',
    what: 'There are no dead letters, and no redriven one waits to be applied.',
    find: (sources) =>
      inEveryDatabase(
        sources,
        (sql) => sql`
          select 'dead letter ' || id as what, stream, entry_id, attempts, error, at from dead_letters
          union all
          select 'to be redriven: ' || type || ' ' || event_id, producer, correlation_id::text, sequence, '', at
          from inbox where outcome = 'REDRIVE'`,
      ),
  },
];

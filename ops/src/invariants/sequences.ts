import { producers } from '@movecall/schema/events';
import type { ISql } from 'postgres';
import type { Check, Row, Sources } from './sources.ts';

/** Asks all databases the same. */
async function everywhere(
  { databases }: Sources,
  ask: (sql: ISql) => PromiseLike<readonly Row[]>,
): Promise<Row[]> {
  const answers = await Promise.all(
    producers.map(async (service) => (await ask(databases[service])).map((row) => ({ service, ...row }))),
  );
  return answers.flat();
}

/** How events are numbered where they are stated, and where they had their effect. */
export const sequences: readonly Check[] = [
  {
    invariant: 'stated without a gap',
    what: "A producer's events about one thing are numbered 1, 2, 3 …; of old ones only a last part is kept.",
    find: (sources) =>
      everywhere(
        sources,
        (sql) => sql`
          select s.correlation_id, s.last, array_agg(o.sequence order by o.sequence) as kept
          from outbox_sequences s join (
            select (event ->> 'correlationId')::uuid as correlation_id, (event ->> 'sequence')::int as sequence from outbox
          ) as o using (correlation_id)
          group by s.correlation_id having max(o.sequence) <> s.last
            or count(*) <> max(o.sequence) - min(o.sequence) + 1 or count(distinct o.sequence) <> count(*)`,
      ),
  },
  {
    invariant: 'applied without a gap',
    what: "A consumer's inbox has the events of one producer about one thing from 1 on without a gap.",
    find: (sources) =>
      everywhere(
        sources,
        (sql) => sql`
          select producer, correlation_id, array_agg(sequence order by sequence) as applied from inbox
          group by producer, correlation_id having min(sequence) <> 1 or count(*) <> max(sequence)`,
      ),
  },
  {
    invariant: 'nothing given up',
    what: 'There are no dead letters, and none that was driven again is still to be applied.',
    find: (sources) =>
      everywhere(
        sources,
        (sql) => sql`
          select 'dead letter ' || id as what, stream, entry_id, attempts, error, at from dead_letters
          union all
          select 'to be redriven: ' || type || ' ' || event_id, producer, correlation_id::text, sequence, '', at
          from inbox where outcome = 'REDRIVE'`,
      ),
  },
];

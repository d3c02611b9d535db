import { producers, streamNames, streamOf } from '@movecall/schema/streams';
import { inOutboxes, inShort } from './outbox-reader.ts';
import { plaintextIn } from './plaintext.ts';
import type { Invariant, Row, Sources } from './invariant.ts';
import { entriesOf } from './stream-reader.ts';

/** Events, dead letters and deliveries contain phones and login codes only in encrypted form. */
export const privacy: readonly Invariant[] = [
  {
    invariant: 'no plaintext phone or login code',
    what: 'Outboxes, streams, dead letters and deliveries contain phones and login codes encrypted only.',
    find: async (sources) =>
      (
        await Promise.all([
          inOutboxEvents(sources),
          onStreams(sources),
          inDeadLetters(sources),
          inDeliveries(sources),
        ])
      ).flat(),
  },
];

const inOutboxEvents = (sources: Sources): Promise<Row[]> =>
  inOutboxes(sources, (name, batch) =>
    batch.flatMap(({ event }) => plaintextRow(event, { in: 'outbox', ...inShort(name, event) })),
  );

async function onStreams(sources: Sources): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of streamNames) {
    for await (const { entryId, payload } of entriesOf(sources, name)) {
      rows.push(...plaintextRow(parsed(payload), { in: streamOf(sources.streamPrefix, name), entryId }));
    }
  }
  return rows;
}

async function inDeadLetters({ databases }: Sources): Promise<Row[]> {
  const found = await Promise.all(
    producers.map(async (service) => {
      const letters = await databases[service]<{ id: string; payload: string; error: string }[]>`
        select id, payload, error from dead_letters`;
      return letters.flatMap(({ id, payload, error }) =>
        plaintextRow([parsed(payload), error], { in: 'dead letters', service, id }),
      );
    }),
  );
  return found.flat();
}

async function inDeliveries({ databases: { notifier } }: Sources): Promise<Row[]> {
  const rows = await notifier<{ id: string; recipient: string; variables: unknown }[]>`
    select id, recipient, variables from deliveries`;
  return rows.flatMap(({ id, recipient, variables }) =>
    plaintextRow({ tel: recipient, variables }, { in: 'deliveries', id }),
  );
}

function plaintextRow(value: unknown, about: Row): Row[] {
  const plaintext = plaintextIn(value);
  return plaintext.length === 0 ? [] : [{ ...about, plaintext }];
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

import { producers, streamOf } from '@movecall/schema/events';
import { inOutboxes, inShort } from './outboxes.ts';
import { readableIn } from './readable.ts';
import type { Check, Row, Sources } from './sources.ts';
import { entriesOf } from './streams.ts';

/** What leaves a service, and what is kept of it, shows no phone and no login code. */
export const privacy: readonly Check[] = [
  {
    invariant: 'no readable phone or code',
    what: 'Outboxes, streams, dead letters and deliveries hold phones and login codes sealed only.',
    find: async (sources) =>
      (
        await Promise.all([
          inOutboxEvents(sources),
          onStreams(sources),
          inLetters(sources),
          inLedger(sources),
        ])
      ).flat(),
  },
];

const inOutboxEvents = (sources: Sources): Promise<Row[]> =>
  inOutboxes(sources, (producer, batch) =>
    batch.flatMap(({ event }) => showing(event, { in: 'outbox', ...inShort(producer, event) })),
  );

async function onStreams(sources: Sources): Promise<Row[]> {
  const rows: Row[] = [];
  for (const producer of producers) {
    for await (const { entryId, payload } of entriesOf(sources, producer)) {
      rows.push(...showing(parsed(payload), { in: streamOf(sources.streamPrefix, producer), entryId }));
    }
  }
  return rows;
}

async function inLetters({ databases }: Sources): Promise<Row[]> {
  const found = await Promise.all(
    producers.map(async (service) => {
      const letters = await databases[service]<{ id: string; payload: string; error: string }[]>`
        select id, payload, error from dead_letters`;
      return letters.flatMap(({ id, payload, error }) =>
        showing([parsed(payload), error], { in: 'dead letters', service, id }),
      );
    }),
  );
  return found.flat();
}

async function inLedger({ databases: { notifier } }: Sources): Promise<Row[]> {
  const rows = await notifier<{ id: string; recipient: string; variables: unknown }[]>`
    select id, recipient, variables from deliveries`;
  return rows.flatMap(({ id, recipient, variables }) =>
    showing({ tel: recipient, variables }, { in: 'deliveries', id }),
  );
}

function showing(value: unknown, about: Row): Row[] {
  const readable = readableIn(value);
  return readable.length === 0 ? [] : [{ ...about, readable }];
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

import { mayBeGone } from './age.ts';
import { inOutboxes } from './outbox-reader.ts';
import type { Invariant, Sources } from './invariant.ts';

/** An invariant of the messages with a quote. */
export const quoteMessages: readonly Invariant[] = [
  {
    invariant: 'a quote is sent to each phone once',
    what: 'Each recent phone that a version of a quote was sent to has one event, one delivery and at most one message.',
    async find(sources) {
      const events = countEach(await sharedQuotes(sources));
      const deliveries = countEach(await deliveredQuotes(sources));
      const messages = countEach(sources.sandboxMessages.flatMap(quoteOf));
      return (await sharesOf(sources))
        .filter(({ since }) => !mayBeGone(since))
        .map(({ quoteId, phones }) => ({
          quoteId,
          phones,
          events: events.get(quoteId) ?? 0,
          deliveries: deliveries.get(quoteId) ?? 0,
          messages: messages.get(quoteId) ?? 0,
        }))
        .filter((of) => of.events !== of.phones || of.deliveries !== of.phones || of.messages > of.phones);
    },
  },
];

async function sharesOf({ databases: { manage } }: Sources) {
  return await manage<{ quoteId: string; phones: number; since: Date }[]>`
    select quote_id as "quoteId", count(*)::int as phones, min(at) as since from quote_shares group by quote_id`;
}

const sharedQuotes = (sources: Sources): Promise<string[]> =>
  inOutboxes(sources, (name, batch) =>
    name === 'manage-messages'
      ? batch.flatMap(({ event: { type, correlationId } }) => (type === 'QuoteShared' ? [correlationId] : []))
      : [],
  );

async function deliveredQuotes({ databases: { notifier } }: Sources): Promise<string[]> {
  const rows = await notifier<{ id: string }[]>`
    select correlation_id as id from deliveries where template = 'QUOTE_READY'`;
  return rows.map(({ id }) => id);
}

/** The id of the quote that a message's button opens. */
const quoteOf = ({ buttons }: Sources['sandboxMessages'][number]): string[] =>
  buttons.flatMap(({ url }) => /\/quote\/([0-9a-f-]{36})$/.exec(url)?.[1] ?? []);

function countEach(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

import { until } from '@movecall/service/until';
import { isCaughtUp, readEnvelope, streamState } from '@movecall/eventlog';
import { consumersOf, type Producer, producers } from '@movecall/schema/streams';
import { PATIENCE_MS } from '../patience.ts';
import type { Testbed } from '../testbed.ts';

/**
 * Resolves once a producer's stream holds all events of its outbox about these calls.
 *
 * @param atLeast how many events the outbox has to hold first
 * @returns the stream's name and the entries of these events, in stream order
 */
export async function waitUntilPublished(
  { system }: Testbed,
  producer: Producer,
  callIds: readonly string[],
  atLeast = 1,
) {
  const stream = system.stream(producer);
  const wanted = new Set(callIds);
  const entries = await until(
    `all events of ${producer} to be published`,
    async () => {
      const { count } = await system.sql[producer]`
        select from outbox where event ->> 'correlationId' = any(${[...callIds]}::text[])`;
      const found = (await system.redis.xrange(stream, '-', '+')).filter(([, fields]) => {
        const payload = fields.at(fields.indexOf('event') + 1) ?? '';
        return wanted.has(readEnvelope({ payload }).correlationId);
      });
      return count >= atLeast && found.length === count ? found : undefined;
    },
    PATIENCE_MS,
  );
  return { stream, entries };
}

/** Whether every consumer group has acknowledged every entry of its streams. */
export async function isEverythingConsumed({ system }: Testbed): Promise<boolean> {
  const answers = await Promise.all(
    producers.map(async (producer) => {
      const state = await streamState(system.redis, system.stream(producer));
      return consumersOf[producer].every((name) =>
        state.groups.some((known) => known.group === name && isCaughtUp(state, known)),
      );
    }),
  );
  return answers.every(Boolean);
}

/** A digest per table of every service, without the relay's position, and all messages that the provider accepted. */
export async function digestTables({ system }: Testbed): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const service of producers) {
    const sql = system.sql[service];
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'relay_state' order by 1`;
    for (const { name } of tables) {
      const [row] = await sql<{ digest: string }[]>`
        select md5(coalesce(string_agg(row::text, ';' order by row::text), '')) as digest from ${sql(name)} as row`;
      digests.set(`${service}.${name}`, row?.digest ?? '');
    }
  }
  const messages = await fetch(`${system.addresses.sandbox}/messages`);
  digests.set("the provider's messages", await messages.text());
  return digests;
}

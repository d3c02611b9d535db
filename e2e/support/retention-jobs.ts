import { assignRules } from '@movecall/assign/retention';
import { rowRules } from '@movecall/call/retention';
import { deleteExpired, eventlogRules, pruneOutbox, type RetentionRule } from '@movecall/eventlog';
import { createOutboxTables } from '@movecall/eventlog/tables';
import { manageRules } from '@movecall/manage/retention';
import { notifierRules } from '@movecall/notifier/retention';
import {
  consumersOf,
  outboxPrefixOf,
  type Producer,
  producerOf,
  producers,
  type StreamName,
  streamNames,
  streamOf,
} from '@movecall/schema/streams';
import type { IdleSaga } from '@movecall/testkit/idle-saga';
import { drizzle } from 'drizzle-orm/postgres-js';

type Kept = Pick<IdleSaga, 'configs' | 'databases' | 'redis' | 'prefix'>;

/**
 * Lets the retention of all services delete all that is old at a time, as their jobs do in the course of a day. Personal data stays:
 * its erasure changes rows and deletes none.
 */
export async function runRetention(saga: Kept, now: Date): Promise<void> {
  const prune = async (name: StreamName): Promise<void> => {
    while (await pruneOutbox({ ...outboxOf(saga, name), now: () => now }));
  };
  const expire = async (service: Producer): Promise<void> => {
    const db = drizzle(saga.databases[service]);
    while ((await deleteExpired(db, rulesOf(saga, service), now)).more);
  };
  await Promise.all(streamNames.map(prune));
  await Promise.all(producers.map(expire));
}

function outboxOf({ configs, databases, redis, prefix }: Kept, name: StreamName) {
  const service = producerOf(name);
  const isLogin = name === 'call-logins';
  return {
    db: drizzle(databases[service]),
    redis,
    stream: streamOf(prefix, name),
    tables: createOutboxTables(outboxPrefixOf(name)),
    groups: consumersOf[name],
    retainMs: isLogin ? configs.call.kept.loginsMs : configs[service].retention.eventsMs,
    replayMs: 60_000,
    expires: isLogin,
  };
}

function rulesOf({ configs, redis, prefix }: Kept, service: Producer): readonly RetentionRule[] {
  const { call, manage, assign, notifier } = configs;
  const own = {
    call: rowRules(call.kept),
    manage: manageRules({
      tombstonesMs: manage.tombstonesKeptMs,
      quotesMs: manage.quotesKeptMs,
      contractsMs: manage.contractsKeptMs,
    }),
    assign: assignRules(assign.retention.deadLettersMs),
    notifier: notifierRules(notifier.kept),
  };
  const streams = streamNames
    .filter((name) => consumersOf[name].includes(service))
    .map((name) => streamOf(prefix, name));
  const { retention } = configs[service];
  return [...eventlogRules({ redis, streams, retention }), ...own[service]];
}

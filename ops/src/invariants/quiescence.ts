import { isCaughtUp, streamState, unpublished as unpublishedIn } from '@movecall/eventlog';
import {
  consumersOf,
  outboxPrefixOf,
  producerOf,
  streamNames,
  streamOf,
  type StreamName,
} from '@movecall/schema/streams';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Sources } from './invariant.ts';

type Observed = Omit<Sources, 'sandboxMessages'>;

const POLL_MS = 20;

/**
 * Waits until nothing is under way: attempts and deliveries are settled, outboxes published and streams consumed.
 *
 * @returns what is still under way after `withinMs`; empty when nothing is
 */
export async function waitForQuiescence(sources: Observed, withinMs: number): Promise<readonly Row[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const before = await countRows(sources);
    const open = await underWay(sources);
    // The queries take a while, and new events may come meanwhile. Equal counts before and after show that none did.
    const unchanged = before === (await countRows(sources));
    if (open.length === 0 && unchanged) return [];
    if (Date.now() >= deadline) return open.length > 0 ? open : [{ underWay: 'changes', counts: before }];
    await delay(POLL_MS);
  }
}

/**
 * The number of deliveries and of events in each outbox, which only grow but for what is old. A count is used because a lower
 * position may be committed after a higher one.
 */
async function countRows({ databases }: Observed): Promise<string> {
  const counts = await Promise.all([
    databases.notifier`select count(*)::int as count from deliveries`,
    ...streamNames.map((name) =>
      databases[producerOf(name)].unsafe(`select count(*)::int as count from ${outboxPrefixOf(name)}outbox`),
    ),
  ]);
  return counts.map(([row]) => String(row?.['count'])).join(' ');
}

async function underWay(sources: Observed): Promise<Row[]> {
  const found = await Promise.all([
    attempts(sources),
    reschedules(sources),
    deliveries(sources),
    ...streamNames.flatMap((name) => [
      unpublished(sources, name),
      lostEntry(sources, name),
      unread(sources, name),
    ]),
  ]);
  return found.flat();
}

/** Without attempts long past their deadline: they violate "every attempt is settled". */
const attempts = async ({ databases: { call } }: Observed): Promise<readonly Row[]> => call`
  select 'attempt' as "underWay", id as "callId", created_at as since from attempts
  where status = 'PENDING' and deadline >= now() - interval '5 seconds'`;

/** The same for those to reschedule a call. */
const reschedules = async ({ databases: { manage } }: Observed): Promise<readonly Row[]> => manage`
  select 'reschedule' as "underWay", id as attempt, call_id as "callId", started_at as since from reschedules
  where status = 'PENDING' and deadline >= now() - interval '5 seconds'`;

const deliveries = async ({ databases: { notifier } }: Observed): Promise<readonly Row[]> => notifier`
  select 'delivery' as "underWay", id, correlation_id as "correlationId", template, status, attempt,
    created_at as since, due_at as "dueAt"
  from deliveries where status not in ('DELIVERED', 'FAILED', 'SUPERSEDED')`;

async function unpublished({ databases }: Observed, name: StreamName): Promise<readonly Row[]> {
  const sql = databases[producerOf(name)];
  return sql`
    select 'outbox' as "underWay", ${name} as stream, events, since
    from (${sql.unsafe(unpublishedIn([outboxPrefixOf(name)]))}) as unpublished where events > 0`;
}

/** The last published entry, if Redis has lost it and the relay has not noticed yet. */
async function lostEntry(
  { databases, redis, streamPrefix }: Observed,
  name: StreamName,
): Promise<readonly Row[]> {
  const [state] = await databases[producerOf(name)].unsafe<{ entry: string | null }[]>(
    `select last_entry as entry from ${outboxPrefixOf(name)}relay_state`,
  );
  if (!state?.entry) return [];
  const stream = streamOf(streamPrefix, name);
  const found = await redis.xrange(stream, state.entry, state.entry);
  return found.length > 0 ? [] : [{ underWay: 'loss', stream, entry: state.entry }];
}

async function unread({ redis, streamPrefix }: Observed, name: StreamName): Promise<readonly Row[]> {
  const stream = streamOf(streamPrefix, name);
  const state = await streamState(redis, stream);
  if (state.last === '0-0') return [];
  return consumersOf[name].flatMap((consumer) => {
    const group = state.groups.find((known) => known.group === consumer);
    if (group && isCaughtUp(state, group)) return [];
    const { delivered = null, pending = null } = group ?? {};
    return [{ underWay: 'stream', stream, group: consumer, last: state.last, delivered, pending }];
  });
}

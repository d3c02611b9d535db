import { isCaughtUp, streamState, UNPUBLISHED } from '@movecall/eventlog';
import { consumersOf, type Producer, producers, streamOf } from '@movecall/schema/events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Sources } from './sources.ts';

type Observed = Omit<Sources, 'sandboxMessages'>;

const LOOK_EVERY_MS = 20;

/**
 * Waits until nothing is under way any more: attempts settled, outboxes published, streams consumed, messages settled.
 *
 * @returns what still is under way after `withinMs`; nothing when it has become quiet.
 */
export async function waitUntilQuiet(sources: Observed, withinMs: number): Promise<readonly Row[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const before = await stated(sources);
    const open = await underWay(sources);
    // One look takes a while, and an effect may be stated behind its back. All that had been stated before it has had its
    // end; when nothing was added since, that is all there is.
    const unchanged = before === (await stated(sources));
    if (open.length === 0 && unchanged) return [];
    if (Date.now() >= deadline) return open.length > 0 ? open : [{ underWay: 'changes', stated: before }];
    await delay(LOOK_EVERY_MS);
  }
}

/**
 * All that can make more of itself: grows with each event and each message. Counted, for the highest position says nothing of a
 * lower one that is committed later.
 */
async function stated({ databases }: Observed): Promise<string> {
  const counts = await Promise.all([
    databases.notifier`select count(*)::int as count from deliveries`,
    ...producers.map((name) => databases[name]`select count(*)::int as count from outbox`),
  ]);
  return counts.map(([row]) => String(row?.['count'])).join(' ');
}

async function underWay(sources: Observed): Promise<Row[]> {
  const found = await Promise.all([
    attempts(sources),
    deliveries(sources),
    ...producers.flatMap((producer) => [
      unpublished(sources, producer),
      unnoticed(sources, producer),
      unread(sources, producer),
    ]),
  ]);
  return found.flat();
}

/** One whose deadline is long over is not under way but forgotten, which is an invariant's business. */
const attempts = async ({ databases: { call } }: Observed): Promise<readonly Row[]> => call`
  select 'attempt' as "underWay", id as "callId", created_at as since from attempts
  where status = 'PENDING' and deadline >= now() - interval '5 seconds'`;

const deliveries = async ({ databases: { notifier } }: Observed): Promise<readonly Row[]> => notifier`
  select 'delivery' as "underWay", id, correlation_id as "correlationId", template, status, attempt,
    created_at as since, due_at as "dueAt"
  from deliveries where status not in ('DELIVERED', 'FAILED', 'SUPERSEDED')`;

async function unpublished({ databases }: Observed, producer: Producer): Promise<readonly Row[]> {
  const sql = databases[producer];
  return sql`
    select 'outbox' as "underWay", ${producer} as service, events, since
    from (${sql.unsafe(UNPUBLISHED)}) as unpublished where events > 0`;
}

/** Redis has lost what was published last, and the relay has not looked yet. */
async function unnoticed(
  { databases, redis, streamPrefix }: Observed,
  producer: Producer,
): Promise<readonly Row[]> {
  const [state] = await databases[producer]<{ entry: string | null }[]>`
    select last_entry as entry from relay_state`;
  if (!state?.entry) return [];
  const stream = streamOf(streamPrefix, producer);
  const found = await redis.xrange(stream, state.entry, state.entry);
  return found.length > 0 ? [] : [{ underWay: 'loss', stream, entry: state.entry }];
}

async function unread({ redis, streamPrefix }: Observed, producer: Producer): Promise<readonly Row[]> {
  const stream = streamOf(streamPrefix, producer);
  const state = await streamState(redis, stream);
  if (state.last === '0-0') return [];
  return consumersOf[producer].flatMap((name) => {
    const group = state.groups.find((known) => known.group === name);
    if (group && isCaughtUp(state, group)) return [];
    const { delivered = null, pending = null } = group ?? {};
    return [{ underWay: 'stream', stream, group: name, last: state.last, delivered, pending }];
  });
}

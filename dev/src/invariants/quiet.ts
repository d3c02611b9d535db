import { isCaughtUp, streamState } from '@movecall/eventlog';
import { consumersOf, type Producer, producers, streamOf } from '@movecall/schema/events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Sources } from './sources.ts';

type Observed = Omit<Sources, 'sandboxMessages'>;

const LOOK_EVERY_MS = 100;

/**
 * Waits until nothing is under way any more: attempts settled, outboxes published, streams consumed, messages settled.
 *
 * @returns what still is under way after `withinMs`; nothing when it has become quiet.
 */
export async function waitUntilQuiet(sources: Observed, withinMs: number): Promise<readonly Row[]> {
  const deadline = Date.now() + withinMs;
  for (let quietBefore = false; ;) {
    const open = await underWay(sources);
    // Twice in a row: what the last effect stated may not have been published when it was looked for.
    if (open.length === 0 && quietBefore) return [];
    quietBefore = open.length === 0;
    if (open.length > 0 && Date.now() >= deadline) return open;
    if (!quietBefore) await delay(LOOK_EVERY_MS);
  }
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
    select 'outbox' as "underWay", ${producer} as service, count(*)::int as events, min(stated_at) as since
    from outbox where number is null or number > coalesce((select published from relay_state), 0)
    having count(*) > 0`;
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

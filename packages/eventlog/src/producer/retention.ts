import { and, desc, eq, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database } from '../event.ts';
import { compareEntryIds } from '../stream/entries.ts';
import { finishedByAll } from '../stream/stream-state.ts';
import type { OutboxTables } from '../tables.ts';

/**
 * Decides which published events need not be appended again after a loss, and deletes old events. Every replica does both,
 * without the relay's lease: doing it twice has the same outcome as once, and the replica that publishes is not blocked.
 */

export interface RetentionOptions {
  readonly db: Database;
  readonly redis: RedisClient;
  readonly stream: string;
  readonly tables: OutboxTables;
  /** Nothing is deleted before all of these consumer groups have finished it. */
  readonly groups: readonly string[];
  /** How long published events are kept at least, ms. */
  readonly retainMs: number;
  /** Events that were recorded within this time before a loss, ms, are appended again even if every group has finished them. */
  readonly replayMs: number;
  /** Whether old events are deleted though a group has not finished them. */
  readonly expires?: boolean;
  readonly now?: () => Date;
}

export interface RetentionSchedule {
  /** How often to prune, ms. */
  readonly pruneEveryMs: number;
  /** How often to note what all groups have finished, ms. */
  readonly noteEveryMs: number;
}

const BATCH = 1_000;

/**
 * Calls `noteFinished` and `pruneOutbox` when they are due. The returned function is called often, after each round of the relay, so
 * that retention delays no publishing.
 *
 * @returns a function that resolves with whether there is more to prune at once
 */
export function scheduleRetention(
  options: RetentionOptions,
  { pruneEveryMs, noteEveryMs }: RetentionSchedule,
): () => Promise<boolean> {
  let prunedAt = Date.now();
  let notedAt = Date.now();
  return async () => {
    if (Date.now() - notedAt >= noteEveryMs) {
      notedAt = Date.now();
      await noteFinished(options);
    }
    if (Date.now() - prunedAt < pruneEveryMs) return false;
    prunedAt = Date.now();
    const more = await pruneOutbox(options);
    if (more) prunedAt = 0;
    return more;
  };
}

/** Notes what all groups have finished, so that after a loss the relay appends the rest, and not all that is kept. */
async function noteFinished({
  db,
  redis,
  stream,
  tables: { outbox, relayState },
  groups,
  replayMs,
}: RetentionOptions): Promise<void> {
  const finished = await finishedByAll(redis, stream, groups);
  if (!finished) return;
  const before = new Date(Date.now() - replayMs);
  const [last] = await db
    .select({ number: outbox.number })
    .from(outbox)
    .where(and(lte(outbox.number, finished.number), lt(outbox.statedAt, before)))
    .orderBy(desc(outbox.number))
    .limit(1);
  if (!last?.number) return;
  await db.update(relayState).set({ finished: last.number }).where(lt(relayState.finished, last.number));
}

/**
 * Deletes events that are old and, unless they expire, finished by all groups, from the outbox and from the stream. Of the outbox it deletes one
 * batch, so that the transaction stays short.
 *
 * @returns whether there may be more to delete
 */
export async function pruneOutbox({
  db,
  redis,
  stream,
  tables,
  groups,
  retainMs,
  expires = false,
  now = () => new Date(),
}: RetentionOptions): Promise<boolean> {
  const finished = await finishedByAll(redis, stream, expires ? [] : groups);
  if (!finished) return false;
  const before = now().getTime() - retainMs;
  const { count } = await db.execute(deleteOldest(tables, finished.number, new Date(before)));
  const isOld = compareEntryIds(finished.entryId, `${before}-0`) < 0;
  // By the last entry the relay notices a loss, so it stays, unless it expires: then the relay has to forget it.
  await redis.xtrim(stream, 'MINID', '=', isOld && !expires ? finished.entryId : `${before}-0`);
  if (isOld && expires) await forgetEntry(db, tables, finished.entryId);
  return count === BATCH;
}

async function forgetEntry(db: Database, { relayState }: OutboxTables, entryId: string): Promise<void> {
  await db.update(relayState).set({ lastEntry: null }).where(eq(relayState.lastEntry, entryId));
}

/**
 * Deletes a batch of events up to a number, among them those recorded before a time. It selects by number, which has an index;
 * `stated_at` has none. With an array Postgres uses that index however few rows there are.
 */
export const deleteOldest = ({ outbox }: OutboxTables, upTo: number, before: Date): SQL => sql`
  delete from ${outbox} where number = any (array(
    select number from (
      select number, stated_at from ${outbox} where number <= ${upTo} order by number limit ${BATCH}
    ) as oldest
    where stated_at < ${before.toISOString()}
  ))`;

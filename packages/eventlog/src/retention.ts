import { and, desc, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database } from './event.ts';
import { compareEntryIds } from './stream.ts';
import { finishedByAll } from './stream-state.ts';
import { outbox, relayState } from './tables.ts';

/**
 * Of what was published: what need not be appended again after a loss, and what can go. Every replica looks after it, and
 * none of them needs the relay's lease for it: twice has the same outcome as once, and who publishes is not kept out.
 */

export interface Retention {
  readonly db: Database;
  readonly redis: RedisClient;
  readonly stream: string;
  /** The consumer groups that are waited for. */
  readonly groups: readonly string[];
  /** How long what was published is kept at least, ms. */
  readonly retainMs: number;
  /** What was stated in so many ms before a loss is appended again, finished or not. */
  readonly replayMs: number;
}

const BATCH = 1_000;

/** So that a loss costs what was under way, and not all that is kept. */
export async function noteFinished({ db, redis, stream, groups, replayMs }: Retention): Promise<void> {
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
 * Lets go of what is old and finished by all of `groups`: of the outbox a batch, so that no transaction lasts.
 *
 * @returns whether there may be more
 */
export async function prune({ db, redis, stream, groups, retainMs }: Retention): Promise<boolean> {
  const finished = await finishedByAll(redis, stream, groups);
  if (!finished) return false;
  const before = Date.now() - retainMs;
  const { count } = await db.execute(deleteOldest(finished.number, new Date(before)));
  const oldest = compareEntryIds(finished.entryId, `${before}-0`) < 0 ? finished.entryId : `${before}-0`;
  await redis.xtrim(stream, 'MINID', '~', oldest);
  return count === BATCH;
}

/** By number, which has an index; `stated_at` has none. An array, for which Postgres takes that index however few rows there are. */
export const deleteOldest = (upTo: number, before: Date): SQL => sql`
  delete from ${outbox} where number = any (array(
    select number from (
      select number, stated_at from ${outbox} where number <= ${upTo} order by number limit ${BATCH}
    ) as oldest
    where stated_at < ${before.toISOString()}
  ))`;

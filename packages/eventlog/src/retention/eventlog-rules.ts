import type { RedisClient } from '@movecall/redis';
import { asc, sql } from 'drizzle-orm';
import type { Transaction } from '../event.ts';
import { deadLetters, inbox, outbox, outboxSequences } from '../tables.ts';
import { olderRows, type RetentionRule } from './rule.ts';

/** How long a service keeps the rows of its event log, ms. */
export interface EventlogRetention {
  /** Published events, in outbox and stream, at least. */
  readonly eventsMs: number;
  /** Must be well above `eventsMs` of every producer. */
  readonly inboxMs: number;
  /** Must be well above `inboxMs` of every consumer. */
  readonly sequencesMs: number;
  readonly deadLettersMs: number;
}

export interface EventlogRulesOptions {
  readonly redis: RedisClient;
  /** The streams that the service consumes. */
  readonly streams: readonly string[];
  readonly retention: Omit<EventlogRetention, 'eventsMs'>;
}

/**
 * The retention of inbox, sequences and dead letters. The relay deletes events from outbox and stream; see
 * producer/retention.ts.
 *
 * - An inbox row keeps an event from being applied twice. It is safe to delete once the event cannot arrive again: it is older than
 *   every event that outboxes and streams keep. The next event of its correlation id may come later than that. It names the time of
 *   its predecessor, by which the consumer knows that the predecessor's row may have been deleted; see consumer/inbox.ts.
 * - A sequence is safe to delete when every consumer has deleted its inbox rows of that correlation id. The next event then has
 *   the sequence 1 again, and no consumer takes it for the first one.
 * - A dead letter, and the inbox row that says so, are kept until no operator will redrive it any more.
 */
export function eventlogRules({ redis, streams, retention }: EventlogRulesOptions): RetentionRule[] {
  const { inboxMs, sequencesMs, deadLettersMs } = retention;
  const applied = olderRows(inbox, inbox.at, sql`${inbox.outcome} = 'APPLIED'`);
  const sequences = olderRows(outboxSequences, outboxSequences.at);
  return [
    {
      rows: 'inbox',
      keptMs: inboxMs,
      deleteOlder: async (tx, before, limit) =>
        applied(tx, earliest(before, await oldestEntry(redis, streams)), limit),
    },
    {
      rows: 'outbox_sequences',
      keptMs: sequencesMs,
      deleteOlder: async (tx, before, limit) => sequences(tx, earliest(before, await oldestEvent(tx)), limit),
    },
    { rows: 'dead_letters', keptMs: deadLettersMs, deleteOlder: olderRows(deadLetters, deadLetters.at) },
    {
      rows: 'inbox of dead letters',
      keptMs: deadLettersMs,
      // An array of the outcomes, so that the index is used.
      deleteOlder: olderRows(inbox, inbox.at, sql`${inbox.outcome} = any (array['DEAD', 'REDRIVE'])`),
    },
  ];
}

/**
 * When the oldest entry of the streams was appended; null when they are empty. A stream keeps what one of its groups has not
 * finished, however old it is, and after a loss the relay appends it again for all groups.
 */
async function oldestEntry(redis: RedisClient, streams: readonly string[]): Promise<Date | null> {
  const oldest = await Promise.all(streams.map((stream) => redis.xrange(stream, '-', '+', 'COUNT', 1)));
  const times = oldest.flatMap(([entry]) => (entry ? [Number(entry[0].split('-')[0])] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** When the oldest event of the outbox was recorded; null when the outbox is empty. */
async function oldestEvent(tx: Transaction): Promise<Date | null> {
  const [oldest] = await tx
    .select({ at: outbox.statedAt })
    .from(outbox)
    .orderBy(asc(outbox.position))
    .limit(1);
  return oldest?.at ?? null;
}

const earliest = (one: Date, other: Date | null): Date => (other !== null && other < one ? other : one);

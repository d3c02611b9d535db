import { createExecutor, createTogether } from '@movecall/decider';
import { appendEvents, type Cause, type Database } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { KeyedHash } from '@movecall/redis/keyed-hash';
import type { RateLimit } from '@movecall/redis/rate-limit';
import { parseTel, type Tel } from '@movecall/values/tel';
import { and, eq } from 'drizzle-orm';
import { messageOutbox, quotes, quoteShares } from '../tables.ts';
import { quoteSharedEvent } from './quote-events.ts';
import { type QuoteProblem, quoteProblem } from './quote-problem.ts';
import { createQuoteShareStore } from './quote-share-store.ts';
import { sharingDecider } from './quote-sharing.ts';
import { findQuote } from './quote-store.ts';
import type { StoredQuote } from './quote.ts';

/** Who has a quote sent, and what led to it. */
export interface QuoteSender {
  /** Opaque id of the operator. */
  readonly operatorId: string;
  readonly cause: Cause;
}

export type QuoteSent = { readonly quote: StoredQuote } | { readonly problem: QuoteProblem };

/**
 * Has the newest version of a quote sent to a phone, once.
 *
 * @param id of the quote; null for a malformed one
 * @param tel as it was typed
 */
export type SendQuote = (id: string | null, tel: string, sender: QuoteSender) => Promise<QuoteSent>;

export interface QuoteSendingOptions {
  readonly db: Database;
  readonly reads: Database;
  readonly sealer: Sealer;
  readonly hashPhone: KeyedHash;
  /** How many messages with a quote one phone may get. */
  readonly phoneLimit: RateLimit;
  /** How many messages with a quote one operator may have sent. */
  readonly operatorLimit: RateLimit;
  readonly now: () => Date;
  readonly newId: () => string;
}

export function createQuoteSending(options: QuoteSendingOptions): SendQuote {
  const { db, reads, sealer, hashPhone, now, newId } = options;
  const share = createTogether({
    db,
    work: createExecutor({
      decider: sharingDecider,
      store: createQuoteShareStore(now),
      publish: (fact) => [quoteSharedEvent(fact, sealer)],
      append: (tx, facts) =>
        appendEvents(tx, { producer: 'manage', now: now(), newId, outbox: messageOutbox }, facts),
    }),
  });

  return async (id, tel, { operatorId, cause }) => {
    const phone = parseTel(tel);
    if (phone === null) return { problem: quoteProblem('INVALID_TEL', ['tel']) };
    const notFound = { problem: quoteProblem('NOT_FOUND', ['id']) };
    if (id === null) return notFound;
    const hash = hashPhone(phone);
    const limited = !(await isSent(reads, id, hash));
    const wait = limited ? await takeLimits(options, phone, operatorId) : null;
    if (wait !== null)
      return { problem: quoteProblem('TRY_AGAIN_LATER', ['tel'], { retryAfterSeconds: wait }) };
    const recipient = { hash, sealed: sealer.seal(phone) };
    const decision = await share({ id, command: { type: 'share', recipient, now: now() }, cause });
    const sent = 'facts' in decision && decision.facts.length > 0;
    if (limited && !sent) await giveBackLimits(options, phone, operatorId);
    if ('refusal' in decision) return { problem: quoteProblem(decision.refusal, ['id']) };
    const quote = await findQuote(db, id);
    return quote ? { quote } : notFound;
  };
}

/** Whether the newest version of a quote was sent to a phone. A repetition counts in no limit. */
async function isSent(db: Database, id: string, phone: string): Promise<boolean> {
  const rows = await db
    .select({ at: quoteShares.at })
    .from(quoteShares)
    .innerJoin(quotes, and(eq(quotes.id, quoteShares.quoteId), eq(quotes.version, quoteShares.version)))
    .where(and(eq(quoteShares.quoteId, id), eq(quoteShares.phone, phone)));
  return rows.length > 0;
}

type Limits = Pick<QuoteSendingOptions, 'operatorLimit' | 'phoneLimit'>;

/** @returns the seconds until the next message is allowed; null when this one is */
async function takeLimits(
  { operatorLimit, phoneLimit }: Limits,
  phone: Tel,
  operatorId: string,
): Promise<number | null> {
  return (await operatorLimit.take(operatorId)) ?? (await phoneLimit.take(phone));
}

/** A message that was not sent counts in no limit. */
async function giveBackLimits(
  { operatorLimit, phoneLimit }: Limits,
  phone: Tel,
  operatorId: string,
): Promise<void> {
  await Promise.all([operatorLimit.giveBack(operatorId), phoneLimit.giveBack(phone)]);
}

import { failpoint } from '@movecall/failpoints';
import { isTransient } from '@movecall/transient-errors';
import type { Logger } from 'pino';
import type { Database, DescribeEvent, EventEnvelope } from '../event.ts';
import { readEnvelope } from '../stream/entries.ts';
import { backOff, type Delivery, putOff } from './delivery.ts';
import { traceAttempts } from './delivery-spans.ts';
import { applyOnce, giveUp, type Handle, NotYetError, type Outcome } from './inbox.ts';
import type { Verdict } from './keyed-queues.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';

/**
 * Finds those of some correlation ids whose events cannot be applied yet, because another change in the same service must come first.
 * It is asked before the events are applied; what it lets through once, it must let through always.
 */
export type FindHeldBack = (db: Database, correlationIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** The outcome of an attempt. HELD_BACK: the event was not tried. */
export type Attempted = Outcome | 'HELD_BACK';

export interface ProcessorOptions {
  readonly db: Database;
  readonly group: string;
  readonly handle: Handle;
  readonly findHeldBack?: FindHeldBack;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  readonly describe: DescribeEvent;
  /** How many attempts before an entry is given up. */
  readonly maxAttempts: number;
  /** The pause after the first failure, ms; each further pause is four times as long. */
  readonly backoffMs: number;
  /** How long the inbox keeps its rows, ms. */
  readonly inboxKeptMs: number;
}

/**
 * Creates the function that processes a batch of deliveries in one transaction. An event is applied once its predecessor has been
 * applied. An event that arrives too early, or while the database is unavailable, is put off. When a batch fails, its halves are tried
 * one after the other, and so on: the event at fault ends up alone. It is tried `maxAttempts` times and then becomes a dead letter.
 *
 * @returns a function that never rejects, and returns a verdict for each delivery
 */
export function createProcessor(
  options: ProcessorOptions,
): (deliveries: readonly Delivery[]) => Promise<readonly Verdict[]> {
  const { logger, metrics, describe } = options;

  function verdictOn(delivery: Delivery, event: EventEnvelope, outcome: Attempted): Verdict {
    if (outcome === 'HELD_BACK') return putOff(delivery);
    if (outcome !== 'GAP') logger.debug({ ...describe(event).fields, outcome }, 'event applied');
    metrics.countOutcome(event, outcome);
    return outcome === 'GAP' ? putOff(delivery) : { done: true };
  }

  return async function process(deliveries): Promise<readonly Verdict[]> {
    try {
      await failpoint('consumer.received');
      const events = deliveries.map(({ entry, event }) => event ?? readEnvelope(entry));
      const outcomes = await attempt(deliveries, events, options);
      return deliveries.map((delivery, nth) => {
        const [event, outcome] = [events[nth], outcomes[nth]];
        if (event === undefined || outcome === undefined)
          throw new Error('an event has no outcome; report a bug');
        return verdictOn(delivery, event, outcome);
      });
    } catch (error) {
      const [delivery, ...others] = deliveries;
      if (delivery === undefined) return [];
      if (isTransient(error)) {
        logger.warn(
          { err: error, entry: delivery.entry.entryId, events: deliveries.length },
          'consumer: the database is unavailable; will try again',
        );
        return deliveries.map(putOff);
      }
      if (others.length === 0)
        return [error instanceof NotYetError ? putOff(delivery) : await fail(delivery, error, options)];
      const half = Math.ceil(deliveries.length / 2);
      return [...(await process(deliveries.slice(0, half))), ...(await process(deliveries.slice(half)))];
    }
  };
}

/** Applies the events that are not held back. @returns the outcome of each */
async function attempt(
  deliveries: readonly Delivery[],
  events: readonly EventEnvelope[],
  { db, group, handle, findHeldBack, inboxKeptMs }: ProcessorOptions,
): Promise<readonly Attempted[]> {
  return traceAttempts(deliveries, events, group, async (traced) => {
    const ids = [...new Set(traced.map(({ correlationId }) => correlationId))];
    const heldBack = (await findHeldBack?.(db, ids)) ?? new Set();
    const received = deliveries.flatMap(({ entry }, nth) => {
      const event = traced[nth];
      return event && !heldBack.has(event.correlationId) ? [{ entry, event }] : [];
    });
    const outcomes = received.length > 0 ? await applyOnce(db, received, handle, inboxKeptMs) : [];
    const byEvent = new Map(received.map(({ event }, nth) => [event, outcomes[nth]]));
    return traced.map((event) => byEvent.get(event) ?? 'HELD_BACK');
  });
}

/** Counts a failure. After the last attempt the entry becomes a dead letter. */
async function fail(delivery: Delivery, error: unknown, options: ProcessorOptions): Promise<Verdict> {
  const { db, logger, metrics, describe, maxAttempts, backoffMs, inboxKeptMs } = options;
  const { entry, event } = delivery;
  delivery.failures += 1;
  const { stream, entryId } = entry;
  const about = { stream, entryId, ...(event && describe(event).fields), attempt: delivery.failures };
  if (delivery.failures < maxAttempts) {
    logger.warn({ err: error, ...about }, 'consumer: an event failed; will try again');
    return backOff(delivery, backoffMs);
  }
  try {
    const gaveUp = await giveUp(db, entry, event, { error, attempts: delivery.failures }, inboxKeptMs);
    if (!gaveUp) return { done: true };
  } catch (unavailable) {
    logger.warn(
      { err: unavailable, ...about },
      'consumer: a dead letter could not be stored; will try again',
    );
    return putOff(delivery);
  }
  logger.error({ err: error, ...about }, 'consumer: gave an event up; it is a dead letter now');
  metrics.countGivenUp(stream);
  return { done: true };
}

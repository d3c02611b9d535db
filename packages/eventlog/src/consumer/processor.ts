import { failpoint } from '@movecall/failpoints';
import { isTransient } from '@movecall/transient-errors';
import type { Logger } from 'pino';
import type { Database, DescribeEvent, EventEnvelope } from '../event.ts';
import { readEnvelope } from '../stream/entries.ts';
import { backOff, type Delivery, putOff } from './delivery.ts';
import { traceAttempts } from './delivery-spans.ts';
import { applyOnce, giveUp, type Handle, type InboxRules, NotYetError, type Outcome } from './inbox.ts';
import type { Verdict } from './keyed-queues.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';

export interface ProcessorOptions extends InboxRules {
  readonly db: Database;
  readonly group: string;
  readonly handle: Handle;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  readonly describe: DescribeEvent;
  /** How many attempts before an entry is given up. */
  readonly maxAttempts: number;
  /** The pause after the first failure, ms; each further pause is four times as long. */
  readonly backoffMs: number;
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

  function verdictOn(delivery: Delivery, event: EventEnvelope, outcome: Outcome): Verdict {
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

/** @returns the outcome of each event */
const attempt = (
  deliveries: readonly Delivery[],
  events: readonly EventEnvelope[],
  { db, group, handle, ...inboxRules }: ProcessorOptions,
): Promise<readonly Outcome[]> =>
  traceAttempts(deliveries, events, group, (traced) => {
    const received = deliveries.flatMap(({ entry }, nth) => {
      const event = traced[nth];
      return event ? [{ entry, event }] : [];
    });
    return applyOnce(db, received, handle, inboxRules);
  });

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
    const gaveUp = await giveUp(db, entry, event, { error, attempts: delivery.failures }, { inboxKeptMs });
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

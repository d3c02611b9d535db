import { failpoint } from '@movecall/failpoints';
import { isTransient } from '@movecall/transient-errors';
import type { Logger } from 'pino';
import type { Database, DescribeEvent, EventEnvelope } from '../event.ts';
import { readEnvelope, type StreamEntry } from '../stream/entries.ts';
import { backOff, type Delivery, putOff } from './delivery.ts';
import { traceAttempt } from './delivery-spans.ts';
import { applyOnce, giveUp, type Handle, NotYetError, type Outcome, wasApplied } from './inbox.ts';
import type { Verdict } from './keyed-queues.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';

export interface ProcessorOptions {
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
  /** How long the inbox keeps its rows, ms. */
  readonly inboxKeptMs: number;
}

/**
 * Creates the function that processes a delivery. An event is applied once its predecessor has been applied. An event that
 * arrives too early, or while the database is unavailable, is put off. An event that fails is tried `maxAttempts` times and
 * then becomes a dead letter.
 *
 * @returns a function that never rejects
 */
export function createProcessor(options: ProcessorOptions): (delivery: Delivery) => Promise<Verdict> {
  const { group, logger, metrics, describe } = options;
  const apply = createApply(options);

  return async (delivery) => {
    const { entry, event } = delivery;
    try {
      await failpoint('consumer.received');
      const readable = event ?? readEnvelope(entry);
      const outcome = await traceAttempt(delivery, readable, group, () => apply(entry, readable));
      if (outcome !== 'GAP') logger.debug({ ...describe(readable).fields, outcome }, 'event applied');
      if (event) metrics.countOutcome(event, outcome);
      return outcome === 'GAP' ? putOff(delivery) : { done: true };
    } catch (error) {
      if (error instanceof NotYetError) return putOff(delivery);
      if (isTransient(error)) {
        logger.warn(
          { err: error, entry: entry.entryId },
          'consumer: the database is unavailable; will try again',
        );
        return putOff(delivery);
      }
      return await fail(delivery, error, options);
    }
  };
}

/**
 * After Redis has lost events, many copies arrive in a row. So after an event that had been applied before, the next one is
 * looked up in the inbox before a transaction is begun.
 */
function createApply({ db, handle, inboxKeptMs }: ProcessorOptions) {
  let amongCopies = false;
  return async (entry: StreamEntry, event: EventEnvelope): Promise<Outcome> => {
    const outcome =
      amongCopies && (await wasApplied(db, event))
        ? 'SEEN'
        : await applyOnce(db, entry, event, handle, inboxKeptMs);
    amongCopies = outcome === 'SEEN';
    return outcome;
  };
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

import type { Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import { readGauge } from '@movecall/telemetry/read-metrics';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Database, EventEnvelope } from '../event.ts';
import { deadLetters } from '../tables.ts';
import type { Outcome } from './inbox.ts';

export interface ConsumerMetrics {
  /** Exposes how many events wait in parked queues. */
  exposeParked(parked: () => number): void;
  countOutcome(event: EventEnvelope, outcome: Outcome): void;
  countGivenUp(stream: string): void;
}

export function createConsumerMetrics(registry: Registry, group: string): ConsumerMetrics {
  const consumed = new Counter({
    name: 'eventlog_consumed_total',
    help: 'Events that a group has finished, by outcome',
    labelNames: ['group', 'producer', 'outcome'],
    registers: [registry],
  });
  const delay = new Histogram({
    name: 'eventlog_delay_seconds',
    help: 'From recording an event to applying it in this service',
    labelNames: ['group', 'producer'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 1_800],
    registers: [registry],
  });
  const givenUp = new Counter({
    name: 'eventlog_given_up_total',
    help: 'Events that became dead letters',
    labelNames: ['group', 'stream'],
    registers: [registry],
  });
  return {
    exposeParked(parked) {
      const help =
        'Events that wait for a predecessor, for another change in this service, or for their next attempt';
      readGauge(registry, 'eventlog_parked', help, parked);
    },
    countOutcome({ producer, time }, outcome) {
      consumed.inc({ group, producer, outcome });
      if (outcome === 'APPLIED') {
        delay.observe({ group, producer }, (Date.now() - Date.parse(time)) / 1000);
      }
    },
    countGivenUp: (stream) => givenUp.inc({ group, stream }),
  };
}

/** Exposes how many dead letters this service has. */
export const exposeDeadLetters = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      eventlog_dead_letters: {
        help: 'Dead letters whose events have not been applied meanwhile, and that no operator has dropped',
        labels: ['stream'],
      },
    },
    async read() {
      const rows = await db.execute<{ stream: string; letters: number }>(
        sql`select stream, count(*)::int as letters from ${deadLetters} group by stream`,
      );
      return { eventlog_dead_letters: rows.map(({ stream, letters }) => [{ stream }, letters] as const) };
    },
  });

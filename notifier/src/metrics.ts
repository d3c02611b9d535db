import type { Database } from '@movecall/eventlog';
import type { Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import { Counter, Histogram, type Registry } from 'prom-client';
import { type Outcome, outcomes } from './delivery.ts';
import type { Answer, Finding, Provider } from './provider.ts';
import { deliveries } from './tables.ts';
import { templateCodes } from '@movecall/schema/templates';

export type ReportResult = 'FORGED' | 'MALFORMED' | 'RECORDED' | 'DUPLICATE' | 'NOT_OURS';

/** Far more codes than a provider answers with in a process's life. */
const MAX_CODES = 100;
const CODE = /^\w{1,40}$/;

/** Counts what becomes of messages, and what the provider answers. */
export function createNotifierMetrics(registry: Registry) {
  const registers = [registry];
  const settled = new Counter({
    name: 'movecall_notifier_deliveries_settled_total',
    help: 'Messages that came to an end, by template and outcome',
    labelNames: ['template', 'outcome'],
    registers,
  });
  const reports = new Counter({
    name: 'movecall_notifier_reports_total',
    help: 'Delivery reports: recorded, told us nothing new, were about none of our messages, or did not come from the provider',
    labelNames: ['result'],
    registers,
  });
  const answers = new Counter({
    name: 'movecall_notifier_provider_answers_total',
    help: 'What the provider answered, by operation, kind of answer and its code; other: no code, or one too many',
    labelNames: ['operation', 'kind', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'movecall_notifier_provider_seconds',
    help: 'How long the provider took to answer, given up ones included',
    labelNames: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    registers,
  });
  const results: ReportResult[] = ['FORGED', 'MALFORMED', 'RECORDED', 'DUPLICATE', 'NOT_OURS'];
  // From zero on: the first of its kind would be no increase to whoever asks for a rate.
  for (const result of results) reports.inc({ result }, 0);
  for (const template of templateCodes) for (const outcome of outcomes) settled.inc({ template, outcome }, 0);

  const codes = new Set<string>();
  /** A label's value stays for good, and what stands in an answer is somebody else's, perhaps a proxy's. */
  function bounded(code: string): string {
    if (codes.has(code)) return code;
    if (codes.size >= MAX_CODES || !CODE.test(code)) return 'other';
    codes.add(code);
    return code;
  }

  async function timed<A extends Answer | Finding>(operation: string, ask: () => Promise<A>): Promise<A> {
    const end = seconds.startTimer({ operation });
    const answer = await ask();
    end();
    answers.inc({ operation, kind: answer.kind, code: 'code' in answer ? bounded(answer.code) : '' });
    return answer;
  }

  return {
    settled: (template: string, outcome: Outcome): void => settled.inc({ template, outcome }),
    report: (result: ReportResult): void => reports.inc({ result }),
    counted: (provider: Provider): Provider => ({
      ...provider,
      send: (message, traceparent) => timed('send', () => provider.send(message, traceparent)),
      lookUp: (query) => timed('look up', () => provider.lookUp(query)),
    }),
  };
}

/** The messages that have not come to their end; the index of what is due answers it. */
export const exposeDeliveries = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_notifier_deliveries_open: {
        help: 'Messages that have not come to their end, by status; ACCEPTED ones wait for a delivery report',
        labels: ['status'],
      },
      movecall_notifier_deliveries_open_oldest_seconds: {
        help: 'How long ago the oldest of them was asked for; of ACCEPTED ones, was taken by the provider',
        labels: ['status'],
      },
    },
    async read() {
      const rows = await db.execute<{ status: string; messages: number; seconds: number }>(sql`
        select status, count(*)::int as messages,
          extract(epoch from now() - min(case status when 'ACCEPTED' then since else created_at end))::float as seconds
        from ${deliveries} where due_at is not null group by status`);
      return {
        movecall_notifier_deliveries_open: rows.map(
          ({ status, messages }) => [{ status }, messages] as const,
        ),
        movecall_notifier_deliveries_open_oldest_seconds: rows.map(
          ({ status, seconds }) => [{ status }, Math.max(seconds, 0)] as const,
        ),
      };
    },
  });

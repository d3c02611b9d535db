import type { Database } from '@movecall/eventlog';
import type { Scrape } from '@movecall/telemetry/metrics';
import { sql } from 'drizzle-orm';
import { Counter, Histogram, type Registry } from 'prom-client';
import { type Outcome, outcomes } from './delivery-state.ts';
import type { Answer, Finding, Provider } from './provider.ts';
import { deliveries } from './tables.ts';
import { templateCodes } from '@movecall/schema/templates';

export type ReportResult = 'FORGED' | 'MALFORMED' | 'RECORDED' | 'DUPLICATE' | 'NOT_OURS';

/** Counters of outcomes, delivery reports and the provider's answers. */
export function createNotifierMetrics(registry: Registry) {
  const registers = [registry];
  const settled = new Counter({
    name: 'movecall_notifier_deliveries_settled_total',
    help: 'Messages that reached their outcome, by template and outcome',
    labelNames: ['template', 'outcome'],
    registers,
  });
  const reports = new Counter({
    name: 'movecall_notifier_reports_total',
    help: 'Delivery reports by result: recorded, without news, about a message that is not ours, malformed, or without the secret',
    labelNames: ['result'],
    registers,
  });
  const answers = new Counter({
    name: 'movecall_notifier_provider_answers_total',
    help: 'Answers of the provider by operation, kind and code; code "other": malformed, or past the number of codes that are kept',
    labelNames: ['operation', 'kind', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'movecall_notifier_provider_seconds',
    help: 'Time until the provider answered or the request timed out',
    labelNames: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    registers,
  });
  const results: ReportResult[] = ['FORGED', 'MALFORMED', 'RECORDED', 'DUPLICATE', 'NOT_OURS'];
  // Start at zero: without an earlier value, rate() does not see the first increase.
  for (const result of results) reports.inc({ result }, 0);
  for (const template of templateCodes) for (const outcome of outcomes) settled.inc({ template, outcome }, 0);

  const labelOf = createCodeLabels();
  async function timed<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    const end = seconds.startTimer({ operation });
    const result = await ask();
    end();
    return result;
  }
  const count = (operation: string, answer: Answer | Finding): void =>
    answers.inc({ operation, kind: answer.kind, code: 'code' in answer ? labelOf(answer.code) : '' });

  return {
    settled: (template: string, outcome: Outcome): void => settled.inc({ template, outcome }),
    report: (result: ReportResult): void => reports.inc({ result }),
    counted: (provider: Provider): Provider => ({
      ...provider,
      async send(messages) {
        const all = await timed('send', () => provider.send(messages));
        for (const answer of all) count('send', answer);
        return all;
      },
      async lookUp(query) {
        const finding = await timed('look up', () => provider.lookUp(query));
        count('look up', finding);
        return finding;
      },
    }),
  };
}

/** Far more codes than a provider uses. */
const MAX_CODES = 100;
const CODE = /^\w{1,40}$/;

/**
 * Label values for codes, a limited number of them. A label value exists until the process ends, and the text of an answer may
 * come from a proxy.
 */
function createCodeLabels(): (code: string) => string {
  const known = new Set<string>();
  return (code) => {
    if (known.has(code)) return code;
    if (known.size >= MAX_CODES || !CODE.test(code)) return 'other';
    known.add(code);
    return code;
  };
}

/** Gauges of the open deliveries. The partial index on `due_at` holds exactly these rows. */
export const exposeDeliveries = (scrape: Scrape, db: Database): void =>
  scrape.add({
    dependency: 'database',
    gauges: {
      movecall_notifier_deliveries_open: {
        help: 'Messages without an outcome, by status; ACCEPTED ones wait for a delivery report',
        labels: ['status'],
      },
      movecall_notifier_deliveries_open_oldest_seconds: {
        help: 'Age of the oldest of them since it was recorded; of ACCEPTED ones, since the provider accepted it',
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

import type postgres from 'postgres';
import { beginSpan, inSpan } from '@movecall/telemetry/trace';

/** What of the driver is used here; its types hide how a query settles, and overload the rest. */
interface Queries {
  unsafe(text: string, ...rest: unknown[]): Settling;
  begin?(...args: unknown[]): Promise<unknown>;
}
interface Settling {
  resolve(value: unknown): unknown;
  reject(error: unknown): unknown;
}
type Work = (transaction: Queries) => unknown;

/**
 * Makes a span of each transaction and of each statement that is sent as text, as drizzle sends all of them. Only within a
 * span: what a service does for itself, such as looking whether there is something to do, belongs to no trace. The values of a
 * statement are bound and no part of its text.
 *
 * @param sql the driver's connections, or one transaction of them; changed in place
 */
export function traceQueries(sql: postgres.Sql, database: string): void {
  traceOf(sql as unknown as Queries, { 'db.system.name': 'postgresql', 'db.namespace': database });
}

function traceOf(queries: Queries, common: Readonly<Record<string, string>>): void {
  const { unsafe, begin } = queries;
  queries.unsafe = (text, ...rest) => {
    const query = unsafe(text, ...rest);
    const { operation, summary } = summaryOf(text);
    const attributes = { ...common, 'db.operation.name': operation, 'db.query.text': text };
    const begun = beginSpan(summary, { kind: 'CLIENT', attributes });
    if (begun === null) return query;
    const { resolve, reject } = query;
    query.resolve = (value) => {
      begun.end();
      return resolve(value);
    };
    query.reject = (error) => {
      const code = (error as { code?: unknown } | null)?.code;
      begun.span.set({ 'db.response.status_code': typeof code === 'string' ? code : null });
      begun.span.fail(typeof code === 'string' ? code : 'ERROR');
      begun.end();
      return reject(error);
    };
    return query;
  };
  if (!begin) return;
  queries.begin = (...args) =>
    // Most of what ends a transaction is decided by whoever began it.
    inSpan('transaction', { attributes: common, isFailure: () => false }, async (span) => {
      const work = args.pop() as Work;
      const traced: Work = (transaction) => {
        if (span) traceOf(transaction, common);
        return work(transaction);
      };
      try {
        return await begin(...args, traced);
      } catch (error) {
        span?.set({ 'db.transaction.outcome': 'ROLLBACK' });
        throw error;
      }
    });
}

/** `insert outbox`: what a statement does to what. */
function summaryOf(text: string): { readonly operation: string; readonly summary: string } {
  const operation = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? 'statement';
  const target = /\b(?:from|into|update|join)\s+"?(\w+)"?/i.exec(text)?.[1];
  return { operation, summary: target === undefined ? operation : `${operation} ${target}` };
}

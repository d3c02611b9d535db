import type postgres from 'postgres';
import { beginSpan, inSpan } from '@movecall/telemetry/trace';

/** The part of the driver that is wrapped here. Its own types hide how a query settles, and overload the rest. */
interface Queries {
  unsafe(text: string, ...rest: unknown[]): Settling;
  begin?(...args: unknown[]): Promise<unknown>;
}
/** A query, which the driver settles by calling these. */
interface Settling {
  resolve(value: unknown): unknown;
  reject(error: unknown): unknown;
}
type Work = (transaction: Queries) => unknown;
type Attributes = Readonly<Record<string, string>>;

/**
 * Records a span for each transaction, and for each statement that is sent as text; drizzle sends all statements so. It
 * records them only within an active span: polling, for example, belongs to no trace. The values of a statement are bound,
 * so they are not in its text.
 *
 * @param sql the driver's connection pool; it is modified in place
 * @param database the name of the database
 */
export function traceQueries(sql: postgres.Sql, database: string): void {
  trace(sql as unknown as Queries, { 'db.system.name': 'postgresql', 'db.namespace': database });
}

/** @param queries the pool, or one of its transactions; it is modified in place */
function trace(queries: Queries, common: Attributes): void {
  const { unsafe, begin } = queries;
  queries.unsafe = (text, ...rest) => withSpan(unsafe(text, ...rest), text, common);
  if (begin) queries.begin = (...args) => withTransactionSpan(begin, args, common);
}

/** Records a span from now until the query settles. */
function withSpan(query: Settling, text: string, common: Attributes): Settling {
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
}

/** Runs a transaction in a span. A rollback is not a failure of the span: mostly the caller has decided it. */
const withTransactionSpan = (
  begin: NonNullable<Queries['begin']>,
  args: unknown[],
  common: Attributes,
): Promise<unknown> =>
  inSpan('transaction', { attributes: common, isFailure: () => false }, async (span) => {
    const work = args.pop() as Work;
    const traced: Work = (transaction) => {
      if (span) trace(transaction, common);
      return work(transaction);
    };
    try {
      return await begin(...args, traced);
    } catch (error) {
      span?.set({ 'db.transaction.outcome': 'ROLLBACK' });
      throw error;
    }
  });

/** The operation of a statement and its first table: `insert outbox`. */
function summaryOf(text: string): { readonly operation: string; readonly summary: string } {
  const operation = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? 'statement';
  const target = /\b(?:from|into|update|join)\s+"?(\w+)"?/i.exec(text)?.[1];
  return { operation, summary: target === undefined ? operation : `${operation} ${target}` };
}

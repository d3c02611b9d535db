import type postgres from 'postgres';

/** The part of the driver that is wrapped here. Its own types overload the rest. */
interface Queries {
  unsafe(text: string, parameters?: readonly unknown[], options?: { readonly prepare?: boolean }): unknown;
  begin?(...args: unknown[]): Promise<unknown>;
}
type Work = (transaction: Queries) => unknown;

/** A statement whose text varies, by the length of a list for example, must not fill the memory of server and client. */
const MAX_STATEMENTS = 500;

/**
 * Has the statements of a pool prepared: each connection parses and plans a text once, and later sends it in one round trip instead of
 * two. drizzle sends its statements as text, which the driver does not prepare by itself.
 *
 * @param sql the driver's connection pool; it is modified in place
 */
export function prepareStatements(sql: postgres.Sql): void {
  prepare(sql, new Set());
}

/** @param queries the pool, or one of its transactions; it is modified in place */
function prepare(queries: Queries, texts: Set<string>): void {
  const { unsafe, begin } = queries;
  queries.unsafe = (text, parameters = [], options = {}) =>
    unsafe(text, parameters, parameters.length > 0 ? { ...options, prepare: isKnown(text, texts) } : options);
  if (begin)
    queries.begin = (...args) => {
      const work = args.pop() as Work;
      return begin(...args, (transaction: Queries) => {
        prepare(transaction, texts);
        return work(transaction);
      });
    };
}

/** Whether a text is one of those that are prepared. */
function isKnown(text: string, texts: Set<string>): boolean {
  if (texts.size < MAX_STATEMENTS) texts.add(text);
  return texts.has(text);
}

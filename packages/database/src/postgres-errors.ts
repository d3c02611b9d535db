/**
 * Whether an error, or its cause, is an error of Postgres with this SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function isPostgresError(error: unknown, sqlState: string): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === sqlState;
}

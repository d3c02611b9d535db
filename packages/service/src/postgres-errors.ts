/** Whether an error is Postgres's own with this SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function isPostgresError(error: unknown, sqlState: string): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === sqlState;
}

/** Nobody listens, or the server is starting or recovering (cannot_connect_now). */
export const isComingUp = (error: unknown): boolean =>
  isPostgresError(error, '57P03') ||
  (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');

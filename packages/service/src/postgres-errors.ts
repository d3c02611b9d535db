/** Whether an error is Postgres's own with this SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function isPostgresError(error: unknown, sqlState: string): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === sqlState;
}

/**
 * Whether waiting for a server helps: nobody listens, it is starting or recovering (cannot_connect_now), or what lies between,
 * such as its name or a network policy, is not there yet.
 */
export const isComingUp = (error: unknown): boolean =>
  isPostgresError(error, '57P03') ||
  (error instanceof Error && 'code' in error && NOT_REACHED.has(String(error.code)));

const NOT_REACHED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
]);

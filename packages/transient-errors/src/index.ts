/**
 * Whether an error means that something, mostly a database, is unavailable for now, rather than that the request or the
 * event is at fault. The same work may succeed later. A consumer does not count such an error as an attempt, so an outage
 * makes no dead letters. The error's causes are looked at too.
 */
export function isTransient(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (TRANSIENT_CODES.has(code) || TRANSIENT_SQLSTATE.test(code)) return true;
  }
  return false;
}

/** Codes of the Postgres driver, of sockets and of name resolution. */
const TRANSIENT_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // A service has no name in DNS while its pod is being replaced.
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs. Whole classes: connection exception (08), transaction rollback (40), insufficient resources (53), operator
 * intervention (57). Single ones: 25006, the server is a read-only standby; 25P03, idle_in_transaction_session_timeout.
 */
const TRANSIENT_SQLSTATE = /^((08|40|53|57)[0-9A-Z]{3}|25006|25P03)$/;

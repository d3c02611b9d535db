/**
 * Whether a fault is the absence of something, a database mostly, rather than the fault of what was asked: waiting helps. Who
 * consumes events does not count it as an attempt: an outage must not fill the dead letters.
 */
export function isTransient(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (TRANSIENT_CODES.has(code) || TRANSIENT_SQLSTATE.test(code)) return true;
  }
  return false;
}

/** Of the driver and of the socket beneath it. */
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
  // Names come and go with what they are names of.
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Connection exceptions, transaction rollbacks, insufficient resources, operator intervention; a database that only reads, which is
 * none of ours, and idle_in_transaction_session_timeout.
 */
const TRANSIENT_SQLSTATE = /^((08|40|53|57)[0-9A-Z]{3}|25006|25P03)$/;

/**
 * Whether an error means that something, mostly a database, is unavailable for now, rather than that the request or the
 * event is at fault. The same work may succeed later. A consumer does not count such an error as an attempt, so an outage
 * makes no dead letters. The error's causes are looked at too.
 */
export function isTransient(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (endedTheSession(cause) || failedToConnect(cause)) return true;
    const code = 'code' in cause ? String(cause.code) : '';
    if (TRANSIENT_CODES.has(code) || TLS_CODE.test(code) || TRANSIENT_SQLSTATE.test(code)) return true;
  }
  return false;
}

/**
 * Postgres refused or ended the whole session, whatever the SQLSTATE: a login that fails, a database that is missing or takes no
 * connections, too many clients, a shutdown. No statement is at fault: its own errors have the severity ERROR.
 */
const endedTheSession = (error: Error): boolean =>
  'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');

/** Nothing was sent: resolving the name or connecting failed, for whatever reason. */
const failedToConnect = (error: Error): boolean =>
  'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');

/** Codes of the Postgres driver, of sockets and of name resolution. */
const TRANSIENT_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  // The server's answer to the password exchange is wrong: it is not the server whose password this is.
  'SASL_SIGNATURE_MISMATCH',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // A service has no name in DNS while its pod is being replaced.
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Codes of TLS handshakes and of certificates: https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes. */
const TLS_CODE =
  /^(EPROTO|ERR_(TLS|SSL)_\w+|(CERT|CRL|ERROR_IN)_\w+|UNABLE_TO_\w+|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/;

/**
 * SQLSTATEs. Whole classes: connection exception (08), invalid authorization (28), invalid catalog name (3D), transaction rollback
 * (40), insufficient resources (53), operator intervention (57). Single ones: 25006, the server is a read-only standby; 25P03,
 * idle_in_transaction_session_timeout.
 */
const TRANSIENT_SQLSTATE = /^((08|28|3D|40|53|57)[0-9A-Z]{3}|25006|25P03)$/;

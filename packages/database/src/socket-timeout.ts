import { connect, type Socket } from 'node:net';

interface Target {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** The path of a Unix socket. */
  readonly path?: string | false | undefined;
}

/**
 * A socket factory for the Postgres driver. Its sockets are destroyed when a write is not answered in time. A host that
 * disappeared, or a middlebox that forgot the connection, sends no reset; the kernel would wait for a quarter of an hour. An
 * idle connection stays open, since no answer is due on it.
 *
 * A TLS session writes past its socket: there the timeout covers only the first step of the handshake.
 *
 * @param timeoutMs must be longer than any statement takes, waiting for locks included
 */
export const socketWithTimeout =
  (timeoutMs: number) =>
  ({ host, port, path }: Target): Socket => {
    const [name = 'localhost'] = host;
    const socket = path ? connect(path) : connect(port[0] ?? 5432, name);
    // For TLS the driver reads the server's name from this property, for SNI and to check the certificate.
    Object.assign(socket, { host: name });
    let timer: NodeJS.Timeout | null = null;
    const clear = (): void => {
      if (timer) clearTimeout(timer);
      timer = null;
    };
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (...args: unknown[]): boolean => {
      timer ??= setTimeout(() => socket.destroy(new SocketTimeoutError(timeoutMs)), timeoutMs);
      return write(...args);
    };
    return socket.on('data', clear).on('close', clear);
  };

class SocketTimeoutError extends Error {
  override readonly name = 'SocketTimeoutError';
  /** The code that the kernel's own timeout has. */
  readonly code = 'ETIMEDOUT';

  constructor(timeoutMs: number) {
    super(`no answer from the database within ${timeoutMs} ms`);
  }
}

import { connect, type Socket } from 'node:net';

interface Target {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket. */
  readonly path?: string | false | undefined;
}

/**
 * A maker of sockets that are given up when what was written is answered by nothing for so long: a host that vanished, or a
 * middlebox that forgot the connection, sends no reset, and the kernel would wait for a quarter of an hour. An idle
 * connection is never given up, since nothing is due on it.
 *
 * A TLS session writes past its socket: there the limit covers only the handshake's first step.
 *
 * @param silentAfterMs more than any statement takes, waiting for locks included
 */
export const socketAgainstSilence =
  (silentAfterMs: number) =>
  ({ host, port, path }: Target): Socket => {
    const [name = 'localhost'] = host;
    const socket = path ? connect(path) : connect(port[0] ?? 5432, name);
    // The driver looks there for the name that a TLS session asks for and that its certificate has to have.
    Object.assign(socket, { host: name });
    let due: NodeJS.Timeout | null = null;
    const answered = (): void => {
      if (due) clearTimeout(due);
      due = null;
    };
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (...args: unknown[]): boolean => {
      due ??= setTimeout(() => socket.destroy(new SilentServerError(silentAfterMs)), silentAfterMs);
      return write(...args);
    };
    return socket.on('data', answered).on('close', answered);
  };

class SilentServerError extends Error {
  override readonly name = 'SilentServerError';
  /** As the kernel would say it, in the end. */
  readonly code = 'ETIMEDOUT';

  constructor(afterMs: number) {
    super(`no answer from the database within ${afterMs} ms`);
  }
}

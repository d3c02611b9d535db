import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { latch } from './latch.ts';

/** The tag of the protocol's CommandComplete. */
const COMMITTED = 'COMMIT\0';

/** A way to a database on which the answer to a COMMIT can get lost, after the database has done it. */
export async function startLossyLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let statement: string | null = null;
  let lost = latch();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let stated = false;
    client.on('data', (sent) => {
      if (statement !== null && sent.includes(statement)) stated = true;
      upstream.write(sent);
    });
    upstream.on('data', (answer) => {
      if (!stated || !answer.includes(COMMITTED)) {
        client.write(answer);
        return;
      }
      statement = null;
      client.resetAndDestroy();
      lost.open();
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });

  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    /** Loses the answer to the commit of the next transaction that states this; resolves once it is lost. */
    loseCommitOf(text: string): Promise<void> {
      statement = text;
      lost = latch();
      return lost.opened;
    },
  };
}

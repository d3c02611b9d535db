import { type ServiceEntry, services } from '@movecall/dev/services';
import { askGraphql, type Session } from '@movecall/testkit/client';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { System } from '../../support/system.ts';

/** What becomes of sessions: their requests, their sockets, and the operators' phones. */

/** The launch table, with the operators' phones looked up at each start of a service. */
export const withOperators = (tels: () => string): Record<string, ServiceEntry> =>
  Object.fromEntries(
    Object.entries(services).map(([name, entry]) => [
      name,
      { ...entry, env: (context) => ({ ...entry.env(context), OPERATOR_TELS: tels() }) },
    ]),
  );

/** The HTTP status of a session's requests. */
export const statusOf = async ({ addresses }: System, { token }: Session): Promise<number> =>
  (await askGraphql(addresses, '{ viewer { role } }', {}, token)).status;

/** Opens a socket that the router has accepted. `closed` resolves with the code and the reason of its close. */
export async function openSocket(
  { addresses }: System,
  { token }: Session,
): Promise<{ readonly closed: Promise<string[]> }> {
  const address = `${addresses.router.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(address, 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close').then((values) => values.map(String));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  return { closed };
}

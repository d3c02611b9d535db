import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from 'react';
import { type Client, Provider } from 'urql';
import { createApiClient } from './client.ts';
import { renew } from './renewal.ts';
import { tokenOf } from './session.ts';
import { createSocket, type Socket } from './socket.ts';

interface Connection {
  readonly socket: Socket;
  readonly client: Client;
}

const SocketContext = createContext<Socket | null>(null);

/**
 * Connects everything beneath it to the server, as one person. Give it a key per person: a new key brings a new client, so
 * that one person's cache is never shown to the next.
 */
export function Api({ tel, children }: { readonly tel: string | null; readonly children: ReactNode }) {
  const [connection, setConnection] = useState<Connection | null>(null);
  // Before the browser paints: the page would be blank for a frame.
  useLayoutEffect(() => {
    const opened = connect(tel);
    setConnection(opened);
    return () => opened.socket.close();
  }, [tel]);
  return (
    connection && (
      <SocketContext value={connection.socket}>
        <Provider value={connection.client}>{children}</Provider>
      </SocketContext>
    )
  );
}

/** @param tel whose requests it sends; null: those of a signed-out visitor */
function connect(tel: string | null): Connection {
  const token = (): string | null => tokenOf(tel);
  const renewToken = (): Promise<void> => renew(tel, token());
  const url = `${location.origin.replace(/^http/, 'ws')}/graphql`;
  const socket = createSocket({ url, token, onForbidden: () => void renewToken() });
  const client = createApiClient({ socket, token, isSignedOut: tel === null, renew: renewToken });
  return { socket, client };
}

export function useSocket(): Socket {
  const socket = useContext(SocketContext);
  if (!socket)
    throw new Error('useSocket needs an <Api> around the component: render the component inside of <Api>.');
  return socket;
}

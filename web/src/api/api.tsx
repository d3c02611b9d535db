import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Client, Provider } from 'urql';
import { createApiClient } from './client.ts';
import { currentSession, signOut } from './session.ts';
import { createSocket, type Socket } from './socket.ts';

interface Connection {
  readonly socket: Socket;
  readonly client: Client;
}

const SocketContext = createContext<Socket | null>(null);

/**
 * Connects everything beneath it to the server. Give it a key per session: a new key brings a new client, so that one
 * person's cache is never shown to the next.
 */
export function Api({ children }: { readonly children: ReactNode }) {
  const [connection, setConnection] = useState<Connection | null>(null);
  useEffect(() => {
    const opened = connect();
    setConnection(opened);
    return () => opened.socket.close();
  }, []);
  return (
    connection && (
      <SocketContext value={connection.socket}>
        <Provider value={connection.client}>{children}</Provider>
      </SocketContext>
    )
  );
}

function connect(): Connection {
  const token = (): string | null => currentSession()?.token ?? null;
  const socket = createSocket({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    token,
    onForbidden: signOut,
  });
  return { socket, client: createApiClient({ socket, token, onUnauthenticated: signOut }) };
}

export function useSocket(): Socket {
  const socket = useContext(SocketContext);
  if (!socket)
    throw new Error('useSocket needs an <Api> around the component: render the component inside of <Api>.');
  return socket;
}

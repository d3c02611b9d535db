import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Client, Provider } from 'urql';
import { createApiClient } from './client.ts';
import { createSocket, type Socket } from './socket.ts';

const SocketContext = createContext<Socket | null>(null);

/** The line to the server, for all beneath it. What one person has read is not for the next: give it a key per session. */
export function Api({ children }: { readonly children: ReactNode }) {
  const [line, setLine] = useState<{ readonly socket: Socket; readonly client: Client } | null>(null);
  useEffect(() => {
    const socket = createSocket();
    setLine({ socket, client: createApiClient(socket) });
    return () => socket.close();
  }, []);
  return (
    line && (
      <SocketContext value={line.socket}>
        <Provider value={line.client}>{children}</Provider>
      </SocketContext>
    )
  );
}

export function useSocket(): Socket {
  const socket = useContext(SocketContext);
  if (!socket) throw new Error('There is no <Api> around this component.');
  return socket;
}

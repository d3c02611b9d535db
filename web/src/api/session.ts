import { useSyncExternalStore } from 'react';
import type { graphql } from './graphql.ts';
import { kept } from './kept.ts';

/** Who is signed in on this device. */
export interface Session {
  readonly token: string;
  /** ISO; the token is worth nothing after it. */
  readonly expiresAt: string;
  /** As 01012345678. */
  readonly tel: string;
  readonly role: ReturnType<typeof graphql.scalar<'Role'>>;
}

const KEY = 'movecall.session';
const store = kept(() => localStorage, KEY);
const listeners = new Set<() => void>();
let current = read();

// Another tab signed in or out.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) enter(read());
});

export const signedIn = (session: Session): void => {
  store.write(JSON.stringify(session));
  enter(session);
};

/** Also when the server says that a token is not one any more. */
export function signOut(): void {
  store.remove();
  enter(null);
}

export const currentSession = (): Session | null => current;

/** The session, and again whenever it changes. */
export const useSession = (): Session | null => useSyncExternalStore(listen, currentSession);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function enter(next: Session | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function read(): Session | null {
  const text = store.read();
  if (text === null) return null;
  try {
    const session = JSON.parse(text) as Session;
    return Date.parse(session.expiresAt) > Date.now() ? session : null;
  } catch {
    return null;
  }
}
